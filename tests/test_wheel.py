"""What is shipped: the built wheel holds all the content, and nothing that should stay here."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from wemode.catalogue.instruments import read_instruments, words

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build as b; b.build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_all_content_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src"
    wanted = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert wanted <= inside


def test_no_training_data_is_in_the_wheel(wheel: Path) -> None:
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "corpus/" in name]


def test_no_words_without_a_licence_are_in_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    packed = read_instruments(tmp_path / "wemode/catalogue/instruments")
    assert all(words(one) == () for one in packed.values() if not one.ships_text)


def test_the_wheel_works_without_the_source(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    talk = tmp_path / "talk.txt"
    talk.write_text("Therapist: What did you feel?\nPatient: I was ashamed, in front of all.\n")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import wemode; assert wemode.__file__.startswith(sys.argv[1]), wemode.__file__\n"
        "from wemode.cli import main; main(['review', sys.argv[2]])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "site"), str(talk)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "2 turns: patient 1, therapist 1" in done.stdout
