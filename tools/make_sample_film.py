"""Writes fixtures/films/sample-film.mp4 and its labels: stills of public/samples that move slowly, each with a sound.

    python tools/make_sample_film.py

Images and sounds are CC0 or in the public domain. Needs ffmpeg (Debian).
"""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "fixtures/films"
SECONDS = 5
RATE = 25
SIZE = (480, 270)

SCENES = [
    ("golden-retriever-panting.jpg", "dog-1.ogg"),
    ("sailing-boats-in-nagasaki-harbour.jpg", "sea-waves-1.ogg"),
    ("white-sports-car-on-road.jpg", "engine-1.ogg"),
    ("tabby-cat-lying-on-porch.jpg", "cat-1.ogg"),
    ("neuschwanstein-castle.jpg", "church-bells-1.ogg"),
    ("brown-hens-on-lawn.jpg", "rooster-1.ogg"),
    ("pyramid-in-the-desert.jpg", "train-1.ogg"),
    ("sunflower-close-up.jpg", "insects-1.ogg"),
    ("white-sheep-on-hillside.jpg", "thunderstorm-1.ogg"),
    ("symphony-orchestra-on-stage.jpg", "rain-1.ogg"),
]


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    images = {each["file"]: each for each in json.loads((ROOT / "public/samples/samples.json").read_text())}
    sounds = {each["file"]: each for each in json.loads((ROOT / "fixtures/sounds/samples.json").read_text())}
    scenes = [(image, sound) for image, sound in SCENES if image in images and sound in sounds]
    frames = SECONDS * RATE
    inputs: list[str] = []
    filters: list[str] = []
    width, height = SIZE
    for i, (image, sound) in enumerate(scenes):
        assert images[image]["licence"].startswith(("CC0-1.0", "Public domain")), image
        inputs += ["-i", str(ROOT / "public/samples" / image), "-i", str(ROOT / "fixtures/sounds" / sound)]
        zoom = "1+0.1*on/{0}" if i % 2 == 0 else "1.1-0.1*on/{0}"
        filters.append(
            f"[{2 * i}:v]scale={3 * width}:{3 * height}:force_original_aspect_ratio=increase,crop={3 * width}:{3 * height},"
            f"zoompan=z='{zoom.format(frames)}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d={frames}:s={width}x{height}:fps={RATE},"
            f"setsar=1,format=yuv420p[v{i}];[{2 * i + 1}:a]apad,atrim=0:{SECONDS},aresample=16000[a{i}]"
        )
    joined = "".join(f"[v{i}][a{i}]" for i in range(len(scenes)))
    graph = ";".join(filters) + f";{joined}concat=n={len(scenes)}:v=1:a=1[v][a]"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[a]"]
        + ["-c:v", "libx264", "-preset", "slow", "-crf", "27", "-g", "125", "-c:a", "aac", "-b:a", "48k", "-ac", "1"]
        + ["-movflags", "faststart", "-fflags", "+bitexact", "-flags", "+bitexact", str(OUT / "sample-film.mp4")],
        check=True,
    )
    labels = [
        {"startS": SECONDS * i, "endS": SECONDS * (i + 1), "image": image, "shows": images[image]["shows"], "sound": sounds[sound]["label"]}
        for i, (image, sound) in enumerate(scenes)
    ]
    (OUT / "sample-film.json").write_text(json.dumps(labels, indent=2) + "\n")


if __name__ == "__main__":
    main()
