"""Writes fixtures/odd-media: sounds and videos in many codecs, broken ones included. Needs ffmpeg (Debian).

    python tools/make_odd_media.py
"""

import subprocess
from pathlib import Path

OUT = Path(__file__).parent.parent / "fixtures/odd-media"
TONE = "sine=frequency=440:duration=1.5"
PICTURE = "testsrc=duration=1:size=64x48:rate=10"

SOUNDS = {
    "tone.mp3": ["-c:a", "libmp3lame", "-b:a", "64k"],
    "tone.m4a": ["-c:a", "aac", "-b:a", "64k"],
    "tone-8k.wav": ["-ar", "8000", "-c:a", "pcm_s16le"],
    "tone-24-bit.flac": ["-sample_fmt", "s32", "-c:a", "flac"],
    "tone-mu-law.wav": ["-ar", "8000", "-c:a", "pcm_mulaw"],
    "tone-5.1.ogg": ["-af", "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0", "-c:a", "libopus", "-b:a", "96k"],
    "tone.webm": ["-c:a", "libvorbis", "-b:a", "64k"],
    "tone-ac3.mp4": ["-c:a", "ac3", "-b:a", "64k"],
    "tone-alac.m4a": ["-c:a", "alac"],
}


def ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-bitexact", *arguments], check=True)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, options in SOUNDS.items():
        ffmpeg("-f", "lavfi", "-i", TONE, *options, "-flags", "+bitexact", str(OUT / name))
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "2", "-c:a", "flac", str(OUT / "silence.flac"))
    ffmpeg("-f", "lavfi", "-i", PICTURE, "-c:v", "libvpx", "-b:v", "50k", str(OUT / "no-sound.webm"))
    ffmpeg(
        *("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", TONE, "-c:v", "libvpx", "-b:v", "50k"),
        *("-c:a", "libopus", "-b:a", "48k", str(OUT / "video.webm")),
    )
    whole = (OUT / "tone.mp3").read_bytes()
    (OUT / "cut-in-the-middle.mp3").write_bytes(whole[: len(whole) // 2])
    (OUT / "cut-in-the-header.m4a").write_bytes((OUT / "tone.m4a").read_bytes()[:40])
    (OUT / "no-sound-at-all.wav").write_bytes((OUT / "tone-8k.wav").read_bytes()[:44])
    (OUT / "text.mp3").write_text("Dear diary, this is not a sound.\n" * 40)
    (OUT / "empty.ogg").write_bytes(b"")


if __name__ == "__main__":
    main()
