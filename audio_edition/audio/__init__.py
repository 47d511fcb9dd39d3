"""From clips to the finished sound: plan (timeline), join (render), level (master), encode, tag.

plan_timeline → Timeline;  render → WAV;  master → Mastered (levelled WAV, edition.mp3 and its loudness);
encode: chapter files, M4B, Opus;  tags: ID3 with chapters;  chapters: chapters.json
"""
