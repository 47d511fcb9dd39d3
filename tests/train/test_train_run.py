"""A run with a tiny model: it goes on as if it had not been stopped, whatever became of its newest state."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("TTS", reason="needs torch: make test", exc_type=ImportError)

from TTS.tts.layers.losses import feature_loss, generator_loss  # noqa: E402

from audio_edition.engines.vits.equality import bare_voice  # noqa: E402
from audio_edition.engines.vits.live import CoquiEngine  # noqa: E402
from audio_edition.engines.vits.loading import load_vits  # noqa: E402
from audio_edition.errors import VoiceError  # noqa: E402
from audio_edition.listener.compare import Comparison  # noqa: E402
from audio_edition.models.importing import write_checkpoint  # noqa: E402
from audio_edition.train.adversary import Adversary  # noqa: E402
from audio_edition.train.network import Shape, new_network  # noqa: E402
from audio_edition.train.plan import TrainingPlan  # noqa: E402
from audio_edition.train.trainer import Trainer  # noqa: E402

SMALL: dict[str, Any] = {"batch": 2, "window_frames": 120, "piece_frames": 80, "peak_rate": 1e-3}


def begin(folder: Path, corpus: Path, base: Path, **changes: Any) -> Trainer:
    TrainingPlan(str(corpus), str(base), ("nils", "sara"), **SMALL | changes).write(folder)
    return Trainer(folder, say=lambda line: None)


def go_on(folder: Path) -> Trainer:
    return Trainer(folder, say=lambda line: None)


def weights(trainer: Trainer) -> dict[str, Any]:
    return {name: value.clone() for name, value in trainer.model.state_dict().items()}


@pytest.mark.parametrize("objective", ["direct", "variational"])
def test_a_run_that_was_stopped_ends_with_the_same_weights(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path], objective: str
) -> None:
    corpus = write_corpus()
    whole = begin(tmp_path / "whole", corpus, base, objective=objective)
    whole.run(steps=6)
    begin(tmp_path / "halves", corpus, base, objective=objective).run(steps=3)
    second = go_on(tmp_path / "halves")
    assert second.step == 3
    second.run(steps=6)
    for name, value in weights(whole).items():
        assert torch.equal(value, second.model.state_dict()[name]), name


def test_a_state_that_is_cut_short_gives_way_to_the_one_before(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    run = tmp_path / "run"
    trainer = begin(run, write_corpus(), base)
    trainer.run(steps=1)
    trainer.run(steps=2)
    state = run / "state.pt"
    state.write_bytes(state.read_bytes()[:1000])
    assert go_on(run).step == 1
    (run / "state-previous.pt").write_bytes(b"nothing")
    with pytest.raises(VoiceError, match="no state of this run can be read"):
        go_on(run)


def test_what_comes_to_the_corpus_is_trained_on_and_what_is_held_out_stays_so(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    run = tmp_path / "run"
    corpus = write_corpus(range(3))
    with pytest.raises(VoiceError, match="1 sentences to train on"):
        begin(run, corpus, base)
    held = json.loads((run / "heldout.json").read_text())
    assert len(held) == 2
    write_corpus(range(3, 4))
    again = go_on(run)
    assert json.loads((run / "heldout.json").read_text()) == held
    assert len(again._examples) == 2


def test_it_learns_and_its_best_weights_speak_the_same_in_coqui(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    run = tmp_path / "run"
    trainer = begin(run, write_corpus(), base)
    first = trainer.score()
    last = trainer.run(steps=60)
    assert last.mel < 0.95 * first.mel
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in log] == [10, 20, 30, 40, 50, 60]
    assert log[-1]["dur"] < log[0]["dur"]
    model, info = load_vits(run / "best")
    assert info.speakers == {"nils": 0, "sara": 1} and info.noise_scale == 0
    tokens, _ = info.tokens.encode(["k", "²ˈɑ", "l", "ː", "ɑ", " ", "d", "ʉː", "?"])
    engine = CoquiEngine(bare_voice("best", run), model, info, "cpu")
    sounds = [engine.run(tokens, seed=1, speaker=speaker)[0] for speaker in (0, 1, 1)]
    assert (sounds[1] == sounds[2]).all() and len(sounds[1]) > 0
    assert not (len(sounds[0]) == len(sounds[1]) and (sounds[0] == sounds[1]).all())


def test_a_discriminator_joins_when_it_is_asked_for(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    run = tmp_path / "run"
    begin(run, write_corpus(), base, adversary_from=9).run(steps=10)
    again = go_on(run)
    assert again._adversary is not None
    row = json.loads((run / "log.jsonl").read_text().splitlines()[-1])
    assert row["told"] > 0 and row["adv"] > 0


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_what_the_decoder_pays_is_what_coqui_asks(turns: int) -> None:
    ours, plain = Adversary(1e-4, "cpu", turns), Adversary(1e-4, "cpu").network
    torch.manual_seed(5)
    heard, wanted = torch.randn(2, 1, 1100) / 10, torch.randn(2, 1, 1100) / 10
    heard.requires_grad_()
    plain.nets = plain.nets[1::turns] if turns > 1 else plain.nets
    fake, fake_features, _, real_features = plain(heard, wanted)
    asked = (generator_loss(fake)[0] + feature_loss(real_features, fake_features)) * turns
    (gradient,) = torch.autograd.grad(asked, heard)
    before = {name: value.clone() for name, value in ours.network.state_dict().items()}
    payment, told = ours.listen(heard, wanted, turn=1)
    payment.backward()
    assert told["adv"] == pytest.approx(asked.item(), rel=1e-4)
    assert torch.allclose(heard.grad, gradient, atol=1e-6)
    moved = {
        name.split(".")[1]
        for name, value in ours.network.state_dict().items()
        if (value != before[name]).any()
    }
    assert moved == {str(number) for number in range(6) if number % turns == 1 % turns}


def test_sentences_without_times_need_the_other_objective(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    corpus = write_corpus()
    path = corpus / "sara.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps({k: v for k, v in row.items() if k != "ends"}) + "\n" for row in rows))
    with pytest.raises(VoiceError, match="variational"):
        begin(tmp_path / "run", corpus, base)


def test_a_run_begins_where_a_voice_that_was_trained_here_ended(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    corpus = write_corpus()
    old = begin(tmp_path / "old", corpus, base)
    ended = old.run(steps=20)
    old.write_average(tmp_path / "voice")
    TrainingPlan(str(corpus), str(tmp_path / "voice"), ("nils", "sara"), **SMALL).write(tmp_path / "new")
    new = go_on(tmp_path / "new")
    assert new.score().mel == pytest.approx(ended.mel, rel=1e-3)
    assert new.run(steps=2).sentences == ended.sentences


def test_a_new_reader_begins_between_those_that_the_voice_knows(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    old = begin(tmp_path / "old", write_corpus(), base)
    old.run(steps=3)
    old.write(tmp_path / "voice")
    known = old.model.emb_g.weight.detach()
    new = new_network(Shape(("kari",)), tmp_path / "voice")
    assert torch.allclose(new.emb_g.weight.detach(), known.mean(dim=0, keepdim=True))
    both = new_network(Shape(("kari", "sara")), tmp_path / "voice").emb_g.weight.detach()
    assert torch.equal(both[1], known[1]) and torch.allclose(both[0], known.mean(dim=0))


def test_a_voice_with_symbols_of_its_own_is_no_base_for_ours(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    write_checkpoint(base, tmp_path / "imported")
    TrainingPlan(str(write_corpus()), str(tmp_path / "imported"), ("nils", "sara"), **SMALL).write(
        tmp_path / "run"
    )
    with pytest.raises(VoiceError, match="its symbols are not ours"):
        go_on(tmp_path / "run")


def test_a_listener_hears_the_held_out_sentences_in_the_models_own_time(
    tmp_path: Path, base: Path, write_corpus: Callable[..., Path]
) -> None:
    asked = []

    def judge(samples: Any, sample_rate_hz: int, meant: str) -> Comparison:
        asked.append((len(samples), sample_rate_hz, meant))
        return Comparison(letters=10, errors=3, longest_run=1, run_text="")

    begin(tmp_path / "run", write_corpus(), base)
    score = Trainer(tmp_path / "run", lambda line: None, judge).score()
    assert score.character_errors == pytest.approx(0.3) and "30.0% of letters misheard" in score.told()
    held = json.loads((tmp_path / "run" / "heldout.json").read_text())
    assert [meant for _, _, meant in asked] == [text for _, _, text in sorted(held)]
    assert all(length > 0 and rate == 16000 for length, rate, _ in asked)
    row = json.loads((tmp_path / "run" / "scores.jsonl").read_text().splitlines()[-1])
    assert row["character_errors"] == 0.3
