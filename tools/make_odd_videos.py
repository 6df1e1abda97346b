"""Writes fixtures/odd-videos: small films in many codecs and containers, broken ones included. Needs ffmpeg (Debian).

    python tools/make_odd_videos.py

Every film is red for 2 s, then green, then blue, each above white; a 440 Hz tone of 6 s is its sound.
"""

import struct
import subprocess
from pathlib import Path

OUT = Path(__file__).parent.parent / "fixtures/odd-videos"
SIZE = "160x96"


def coloured(colour: str, rate: int = 10, seconds: float = 2) -> list[str]:
    source = f"color={colour}:s={SIZE}:r={rate}:d={seconds},drawbox=y=ih/2:h=ih/2:color=white:t=fill"
    return ["-f", "lavfi", "-i", source]


FILM = [*coloured("red"), *coloured("0x00c000"), *coloured("blue")]
JOIN = ["-filter_complex", "[0:v][1:v][2:v]concat=n=3:v=1:a=0,format=yuv420p[v]", "-map", "[v]"]
TONE = ["-f", "lavfi", "-i", "sine=frequency=440:duration=6"]
WITH_SOUND = [*FILM, *TONE, *JOIN, "-map", "3:a", "-b:a", "24k", "-ac", "1"]
H264 = ["-c:v", "libx264", "-g", "10", "-preset", "slow", "-crf", "30"]


def ffmpeg(*arguments: str, stdout: int | None = None) -> bytes:
    command = ["ffmpeg", "-v", "error", "-y", *arguments]
    return subprocess.run(command, check=True, stdout=stdout).stdout


def encode(name: str, *options: str, source: list[str] = [*FILM, *JOIN]) -> Path:
    # Chapters, dates and the names of encoders would change with every run.
    ffmpeg(*source, *options, "-fflags", "+bitexact", "-flags", "+bitexact", str(OUT / name))
    return OUT / name


def numbered(name: str, rate: str) -> None:
    """Frames that carry their number as eight bars, the least significant bit first."""
    bars = "geq=lum='if(mod(floor(N/pow(2,floor(X/20))),2),235,16)':cb=128:cr=128"
    source = ["-f", "lavfi", "-i", f"color=black:s={SIZE}:r={rate}:d=3,{bars}"]
    encode(name, *H264, "-bf", "2", source=source)


def boxes(data: bytes, start: int = 0, end: int | None = None) -> list[tuple[bytes, int, int]]:
    """Kind, start and end of the boxes of an ISO base media file."""
    found = []
    end = len(data) if end is None else end
    while start + 8 <= end:
        (size,) = struct.unpack(">I", data[start : start + 4])
        found.append((data[start + 4 : start + 8], start, start + size))
        start += size
    return found


def with_short_copyright(data: bytes) -> bytes:
    """A `cprt` box that ends before its language, at the end of a movie box that is last in its file."""
    kind, start, end = boxes(data)[-1]
    assert kind == b"moov"
    cprt = struct.pack(">I", 13) + b"cprt" + bytes(5)
    udta = struct.pack(">I", 8 + len(cprt)) + b"udta" + cprt
    return data[:start] + struct.pack(">I", end - start + len(udta)) + data[start + 4 : end] + udta


def without_durations(data: bytes) -> bytes:
    """Every `mvhd`, `tkhd` and `mdhd` of version 0 states the duration 0, as recorders on phones write it."""
    changed = bytearray(data)
    for kind, offset in [(b"mvhd", 20), (b"mdhd", 20), (b"tkhd", 24)]:
        at = data.find(kind)
        while at >= 0:
            changed[at + offset : at + offset + 4] = bytes(4)
            at = data.find(kind, at + 4)
    return bytes(changed)


def cut(path: Path, name: str, share: float) -> None:
    data = path.read_bytes()
    (OUT / name).write_bytes(data[: int(len(data) * share)])


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    plain = encode("h264.mp4", *H264, "-c:a", "aac", source=WITH_SOUND)
    encode("vp9.webm", "-c:v", "libvpx-vp9", "-b:v", "40k", "-c:a", "libopus", source=WITH_SOUND)
    encode("av1.mp4", "-c:v", "libsvtav1", "-crf", "50")
    encode("h264.mov", *H264, "-c:a", "pcm_mulaw", "-ar", "8000", source=WITH_SOUND)
    encode("h265.mp4", "-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1", "-c:a", "aac", source=WITH_SOUND)
    encode("h265-silent.mp4", "-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1")
    encode("mpeg-4-part-2.mp4", "-c:v", "mpeg4", "-q:v", "20", "-c:a", "aac", source=WITH_SOUND)
    encode("prores.mov", "-c:v", "prores_ks", "-profile:v", "0", "-qscale:v", "64", "-r", "1")
    encode("mpeg-4-part-2.avi", "-c:v", "mpeg4", "-q:v", "20")
    encode(
        "hdr.webm",
        *("-c:v", "libvpx-vp9", "-profile:v", "2", "-pix_fmt", "yuv420p10le", "-b:v", "40k"),
        *("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"),
    )
    ffmpeg("-i", str(plain), "-c", "copy", "-metadata:s:v", "rotate=90", "-fflags", "+bitexact", str(OUT / "rotated.mp4"))
    vary = "select='not(mod(n,3))+lt(n,20)',setpts=N*0.11/TB+random(0)*0.05/TB"
    encode("variable-rate.mkv", *H264, "-fps_mode", "vfr", "-enc_time_base", "1:1000", source=[*FILM, *JOIN[:1], JOIN[1].replace("[v]", f",{vary}[v]"), *JOIN[2:]])
    ffmpeg(
        *("-i", str(plain), "-itsoffset", "2.5", "-t", "3", "-i", str(plain), "-map", "0:v", "-map", "1:a"),
        *("-c", "copy", "-fflags", "+bitexact", str(OUT / "late-sound.mkv")),
    )
    ffmpeg("-i", str(OUT / "vp9.webm"), "-c", "copy", "-output_ts_offset", "0.7", "-fflags", "+bitexact", str(OUT / "late-start.webm"))
    live = ffmpeg("-i", str(OUT / "vp9.webm"), "-c", "copy", "-live", "1", "-f", "webm", "pipe:", stdout=subprocess.PIPE)
    (OUT / "no-duration.webm").write_bytes(live)
    fragments = encode("fragmented.mp4", *H264, "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov+default_base_moof", source=WITH_SOUND)
    fragments.write_bytes(without_durations(fragments.read_bytes()))
    encode("one-frame.mp4", *H264, source=coloured("red", rate=1, seconds=1))
    encode("h264-silent.mp4", *H264)
    for rate in ["30000/1001", "24000/1001", "60000/1001"]:
        numbered(f"numbered-{round(eval(rate) * 100)}.mp4", rate)
    # Broken files.
    data = plain.read_bytes()
    (OUT / "short-copyright.mp4").write_bytes(with_short_copyright(data))
    (OUT / "endless-box.mp4").write_bytes(data + struct.pack(">I", 0) + b"junk" + bytes(40))
    ffmpeg("-i", str(plain), "-c", "copy", "-movflags", "faststart", "-fflags", "+bitexact", str(OUT / "faststart.mp4"))
    cut(OUT / "faststart.mp4", "cut-at-60.mp4", 0.6)
    (OUT / "faststart.mp4").unlink()
    cut(plain, "cut-before-the-index.mp4", 0.6)
    cut(OUT / "vp9.webm", "cut-at-60.webm", 0.6)
    cut(OUT / "fragmented.mp4", "cut-at-60-fragmented.mp4", 0.6)
    cut(plain, "cut-in-the-header.mp4", 0.003)
    kind, start, end = next(box for box in boxes(data) if box[0] == b"mdat")
    damaged = bytearray(data)
    middle = (start + end) // 2
    damaged[middle : middle + (end - middle) // 2] = bytes((i * 73) % 256 for i in range((end - middle) // 2))
    (OUT / "damaged.mp4").write_bytes(damaged)


if __name__ == "__main__":
    main()
