"""A newsroom's certificate and key for signing, checked before any work begins; and one for trials."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from audio_edition.disk import read_up_to, write_whole
from audio_edition.errors import SettingsError

TEST_MARK = "TEST, ikkje ein redaksjon"
"""Organisation of every certificate that `make_test_certificate` makes: nobody may take it for a newsroom's."""
_TEST_DAYS = 30
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_USES = {
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # document signing (RFC 9336)
    x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1"),  # C2PA claim signing
}
"""Extended key usages that C2PA takes for a signer."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a signer needs. The key is never shown: not in `repr`, a log, a report or an edition."""

    chain_pem: bytes = field(repr=False)
    key_pem: bytes = field(repr=False)
    algorithm: str
    """As C2PA names it: es256, es384, es512, ps256, ed25519."""
    name: str
    """Organisation and common name of the signer."""
    expires: datetime
    test: bool


def load_credentials(certificate: Path | None, key: Path | None) -> Credentials:
    """Read and check a certificate chain (the signer's first) and its private key, both PEM.

    Raises SettingsError with one sentence: which file, what is wrong with it, what to do.
    """
    if certificate is None or key is None:
        missing = "certificate" if certificate is None else "signing_key"
        raise SettingsError(
            f"signing needs a certificate and a key, and {missing} is not set; "
            "for a trial do: audio-edition certificate DIR"
        )
    chain_pem, key_pem = _read(certificate), _read(key)
    try:
        chain = x509.load_pem_x509_certificates(chain_pem)
    except ValueError:
        raise SettingsError(f"{certificate}: holds no certificate in PEM form") from None
    try:
        private = serialization.load_pem_private_key(key_pem, password=None)
    except TypeError:
        raise SettingsError(
            f"{key}: the key is locked with a password; a run at night cannot be asked for it, "
            "so keep an unlocked copy that only its user can read"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise SettingsError(f"{key}: holds no private key in PEM form") from None
    signer = chain[0]
    if private.public_key() != signer.public_key():
        raise SettingsError(f"{key}: is not the key of the first certificate in {certificate}")
    _check_dates(certificate, chain)
    _check_use(certificate, chain)
    organisation = _name(signer, NameOID.ORGANIZATION_NAME)
    return Credentials(
        chain_pem=chain_pem,
        key_pem=key_pem,
        algorithm=_algorithm(key, private),
        name=", ".join(filter(None, (organisation, _name(signer, NameOID.COMMON_NAME)))),
        expires=signer.not_valid_after_utc,
        test=organisation == TEST_MARK,
    )


def make_test_certificate(folder: Path) -> tuple[Path, Path]:
    """Write `test-certificate.pem` (signer and root) and `test-key.pem` into `folder`, good for 30 days.

    The organisation is `TEST_MARK`, so that every program that reads a signature shows it. Raises PublishError.
    """
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _test_name("TEST-rot"), _test_name("TEST-signatur")
    root = _certificate(root_name, root_name, root_key, root_key, authority=True)
    signer = _certificate(name, root_name, key, root_key, authority=False)
    certificate_path, key_path = folder / "test-certificate.pem", folder / "test-key.pem"
    write_whole(
        certificate_path, b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (signer, root))
    )
    plain = serialization.NoEncryption()
    key_pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    key_path.touch(mode=0o600)
    key_path.chmod(0o600)
    write_whole(key_path, key_pem)
    return certificate_path, key_path


def _read(path: Path) -> bytes:
    try:
        if path.is_fifo():
            raise SettingsError(f"{path}: is a pipe, and a key is read more than once; name a file")
        return read_up_to(path)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from None


def _check_dates(path: Path, chain: list[x509.Certificate]) -> None:
    now = datetime.now(UTC)
    for certificate in chain:
        name = _name(certificate, NameOID.COMMON_NAME) or "without a name"
        if certificate.not_valid_after_utc < now:
            raise SettingsError(
                f"{path}: the certificate «{name}» expired on {certificate.not_valid_after_utc:%Y-%m-%d}; renew it"
            )
        if certificate.not_valid_before_utc > now:
            raise SettingsError(
                f"{path}: the certificate «{name}» is not valid before {certificate.not_valid_before_utc:%Y-%m-%d}; "
                "is the clock right?"
            )


def _check_use(path: Path, chain: list[x509.Certificate]) -> None:
    signer = chain[0]
    if signer.issuer == signer.subject:
        raise SettingsError(
            f"{path}: its first certificate is signed by itself, which C2PA does not take; put the signer's "
            "certificate first and its issuer's after it"
        )
    try:
        uses = set(signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        uses = set()
    if not uses & _USES:
        raise SettingsError(
            f"{path}: its first certificate may not be used for signing documents (extended key usage); "
            "ask its issuer for one for e-mail protection, document signing or C2PA"
        )


def _algorithm(path: Path, key: object) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
        return "ps256"
    raise SettingsError(
        f"{path}: C2PA signs with keys on the curves P-256, P-384 and P-521, Ed25519, or RSA of 2048 bits or more"
    )


def _name(certificate: x509.Certificate, which: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(which)
    return str(found[0].value) if found else ""


def _test_name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=_TEST_DAYS))
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if not authority:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
    return builder.sign(issuer_key, hashes.SHA256())
