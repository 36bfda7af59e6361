"""`ccg-ratings verify`: a release is compared with everything that it says of itself, and status says when it held."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from effort import sampled
from installation import Installation, make, replace_text

from pipeline.base.problems import ValidationFailed
from pipeline.publish.verification import verify

FILE = "ccg_ratings.duckdb"


@pytest.fixture(scope="module")
def with_pages(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, site: Path) -> Installation:
    """The release that the pages were built in, as the current one of an installation; tests copy it."""
    installation = make(tmp_path_factory.mktemp("verified") / "installation", dagster_home)
    place(site.parent, installation)
    return installation


def place(release: Path, installation: Installation) -> None:
    target = installation.warehouse.releases_dir / release.name
    target.parent.mkdir(parents=True)
    # With its links: what stands in a release and in its pages is one file.
    subprocess.run(["cp", "-a", str(release), str(target)], check=True)
    installation.warehouse.point_at(target)


@pytest.fixture
def one(tmp_path: Path, dagster_home: Path, with_pages: Installation) -> Installation:
    installation = Installation(tmp_path / "installation", dagster_home)
    (installation.raw).mkdir(parents=True)
    place(current(with_pages), installation)
    return installation


def current(installation: Installation) -> Path:
    return installation.warehouse.current_link.resolve()


def listed(folder: Path) -> dict[str, str]:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {line[66:]: line[:64] for line in lines}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.nightly
def test_a_release_as_it_was_published_holds(one: Installation) -> None:
    told = one.command("verify")
    assert (told.exit_code, told.err) == (0, "")
    files = sum(path.is_file() for path in current(one).rglob("*"))
    assert f"Release {current(one).name} holds: {files} files" in told.out
    assert one.command("verify", current(one).name).out == told.out


def test_every_file_stands_in_one_of_the_two_lists_with_its_sha256(with_pages: Installation) -> None:
    release = current(with_pages)
    everything = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    own, pages = listed(release), {f"site/{path}": found for path, found in listed(release / "site").items()}
    assert own.keys() | pages.keys() == everything - {"SHA256SUMS", "site/SHA256SUMS"}
    assert {"ccg_ratings.duckdb", "release-note.md", "provenance.json", "csv/core/rating.csv"} <= own.keys()
    assert all(sha256(release / path) == found for path, found in (own | pages).items())


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_reads_both_lists(with_pages: Installation) -> None:
    for folder in (current(with_pages), current(with_pages) / "site"):
        subprocess.run(["sha256sum", "--quiet", "--strict", "--check", "SHA256SUMS"], cwd=folder, check=True)


def one_byte(path: Path) -> None:
    """One byte is another, in a file of its own where others were links to it."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def other_hash(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = json.loads(text)["resources"][0]["hash"]
    path.unlink()
    path.write_text(text.replace(first, f"sha256:{'0' * 64}"), encoding="utf-8")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def of_numbers(path: Path) -> None:
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said | {"subject": [{"name": 5, "digest": {"sha256": 7}}]}), encoding="utf-8")


def endless(path: Path) -> None:
    path.write_text('{"resources": [{"path": "data/x", "bytes": 1e999, "hash": "sha256:"}]}', encoding="utf-8")


DAMAGES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a byte of a CSV": ("csv/core/rating.csv", one_byte, "csv/core/rating.csv is not the file that was published"),
    "a byte of the note": ("release-note.md", one_byte, "release-note.md is not the file that was published"),
    "a byte of a page": ("site/index.html", one_byte, "site/index.html is not the file that was published"),
    "a byte of a download": ("site/data/csv/core/rating.csv", one_byte, "data/csv/core/rating.csv is not the file"),
    "a byte of a Parquet file": ("parquet/core/area.parquet", one_byte, "parquet/core/area.parquet is not the file"),
    "a byte of the database": (FILE, one_byte, f"{FILE} is not the file that was published"),
    "a page is gone": ("site/claims/index.html", Path.unlink, "site/claims/index.html is missing"),
    "a table is gone": ("csv/core/rating.csv", Path.unlink, "csv/core/rating.csv is missing"),
    "a page more": ("site/more.html", Path.touch, "site/more.html was added after the release was published"),
    "a file more": ("parquet/core/more.parquet", Path.touch, "parquet/core/more.parquet was added after the"),
    "the list is none": ("SHA256SUMS", lambda path: path.write_text("x\n"), "line 1 of SHA256SUMS is no SHA-256"),
    "the list is empty": ("SHA256SUMS", lambda path: path.write_text(""), "SHA256SUMS is empty"),
    "the provenance is none": ("provenance.json", lambda path: path.write_text("[]"), "provenance.json is not"),
    "another package": ("site/datapackage.json", other_hash, "is not the file that datapackage.json describes"),
    "the list is a pipe": ("SHA256SUMS", pipe, "SHA256SUMS: it is no ordinary file"),
    "the provenance is a pipe": ("provenance.json", pipe, "provenance.json cannot be read"),
    "a provenance of numbers": ("provenance.json", of_numbers, "provenance.json is not the file that was"),
    "the package is a pipe": ("site/datapackage.json", pipe, "site/datapackage.json cannot be read"),
    "a package without end": ("site/datapackage.json", endless, "datapackage.json is not the file"),
    "no package": ("site/datapackage.json", lambda path: path.write_text("{}"), "datapackage.json is not the"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "spoil", "told_of"), sampled(DAMAGES.values(), 7))
def test_whatever_is_another_is_named_and_status_says_when_it_last_held(
    one: Installation, file: str, spoil: Callable[[Path], object], told_of: str
) -> None:
    assert "The release was not verified yet: ccg-ratings verify" in one.command("status").out
    assert one.command("verify").exit_code == 0
    assert ": every file was as it was published" in one.command("status").out
    spoil(current(one) / file)
    told = one.command("verify")
    assert (told.exit_code, told.out) == (1, "")
    assert told_of in told.err
    assert "do not hold. Publish it anew: ccg-ratings refresh; or go back: ccg-ratings rollback" in told.err
    noted = json.loads((one.warehouse.folder / "verified.json").read_text(encoding="utf-8"))[current(one).name]
    assert noted["problem"]
    assert noted["held_at"]
    # What status itself finds damaged it tells as such.
    status = one.command("status").out
    assert "; it last held on " in status or "the current release is damaged" in status


def test_what_is_no_file_was_added_too_and_what_is_wrong_is_told_once(one: Installation) -> None:
    release = current(one)
    os.mkfifo(release / "pipe")
    (release / "csv" / "nowhere").symlink_to("gone")
    (release / FILE).unlink()
    told = one.command("verify").err
    assert "pipe was added after the release was published" in told
    assert "csv/nowhere was added after the release was published" in told
    assert told.count(f"{FILE} is missing\n") == 1
    assert "3 of its files or tables do not hold" in told


@pytest.mark.parametrize("spoil", [lambda path: os.truncate(path, 9), Path.unlink])
@pytest.mark.parametrize("file", [FILE, "csv/core/rating.csv", "parquet/core/rating.parquet"])
def test_a_file_is_told_once_whatever_lists_and_names_it_has(
    with_pages: Installation, tmp_path: Path, file: str, spoil: Callable[[Path], object]
) -> None:
    release = tmp_path / "release"
    subprocess.run(["cp", "-a", str(current(with_pages)), str(release)], check=True)
    spoil(release / file)
    (problem,) = verify(release).problems
    assert problem.startswith(f"{file} is ")


def test_signers_that_are_a_pipe_are_told_and_not_waited_for(one: Installation) -> None:
    os.mkfifo(signers := one.folder / "signers")
    told = one.command("verify", "--signers", str(signers))
    assert (told.exit_code, f"{signers}: cannot be used: it is no ordinary file" in told.err) == (1, True)


@pytest.mark.parametrize(
    "noted",
    [
        {"verified_at": None, "held_at": None, "problem": None},
        {"verified_at": "yesterday", "held_at": None, "problem": None},
        {"verified_at": "2026-01-01T00:00:00Z", "held_at": "never", "problem": "a file"},
        {"verified_at": "2026-01-01T00:00:00Z", "held_at": None, "problem": ["a file"]},
    ],
)
def test_what_is_noted_and_cannot_be_read_counts_as_not_noted(one: Installation, noted: dict[str, object]) -> None:
    (one.warehouse.folder / "verified.json").write_text(json.dumps({current(one).name: noted}), encoding="utf-8")
    told = one.command("status")
    assert (told.exit_code, told.err) == (0, "")
    assert "The release was not verified yet: ccg-ratings verify" in told.out


@pytest.mark.nightly
def test_another_release_than_the_current_one_is_verified_by_its_name(one: Installation) -> None:
    other = current(one).with_name("20200101T000000000000Z")
    subprocess.run(["cp", "-a", str(current(one)), str(other)], check=True)
    (other / "csv" / "core" / "rating.csv").unlink()
    told = one.command("verify", other.name)
    assert told.exit_code == 1
    assert "csv/core/rating.csv is missing" in told.err
    assert one.command("verify").exit_code == 0
    refused = one.command("verify", "../releases")
    assert refused.exit_code == 1
    assert f"no release '../releases' is kept. Kept are: {current(one).name}, {other.name}" in refused.err


def test_a_release_of_an_earlier_version_says_what_was_not_compared(one: Installation) -> None:
    for name in ("SHA256SUMS", "site/SHA256SUMS", "provenance.json"):
        (current(one) / name).unlink()
    told = one.command("verify")
    assert told.exit_code == 0
    for name in ("SHA256SUMS", "site/SHA256SUMS", "provenance.json"):
        assert f"Not compared: {name} is not there" in told.out


def test_the_provenance_names_the_inputs_the_code_and_the_versions(published: Installation) -> None:
    told = json.loads((current(published) / "provenance.json").read_text(encoding="utf-8"))
    assert (told["_type"], told["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "https://slsa.dev/provenance/v1",
    )
    build, run = told["predicate"]["buildDefinition"], told["predicate"]["runDetails"]
    assert build["externalParameters"] == {"as_at": "2021-07-01"}
    found = {one["name"]: one for one in build["resolvedDependencies"]}
    document = published.document("rcpsych_2020")
    assert found["raw/documents/rcpsych_2020.txt"]["digest"]["sha256"] == sha256(document)
    assert found["duckdb"]["uri"] == f"pkg:pypi/duckdb@{duckdb.__version__}"
    assert "pytest" not in found
    assert run["metadata"]["invocationId"] == current(published).name
    assert run["builder"]["version"]["ccg-ratings"] == published.rows("SELECT code_version FROM meta.release")[0][0]
    subjects = {one["name"]: one["digest"]["sha256"] for one in told["subject"]}
    assert subjects == {path: sha for path, sha in listed(current(published)).items() if path != "provenance.json"}


@pytest.mark.nightly
def test_files_that_did_not_change_are_one_file_and_have_one_sum(installation: Installation) -> None:
    before = current(installation)
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
    assert installation.refresh().published
    now, name = current(installation), "parquet/core/rating.parquet"
    assert (now / name).samefile(before / name)
    assert listed(now)[name] == listed(before)[name]
    assert installation.command("verify").exit_code == 0
    assert not (now / "parquet/core/document.parquet").samefile(before / "parquet/core/document.parquet")


@pytest.mark.nightly
def test_a_release_whose_files_are_not_what_was_written_is_never_made_current(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a disk takes what is written and gives back something else."""
    before = installation.published_state()
    replace_text(installation.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
    write = type(installation.warehouse).publish

    def spoilt(self: object, release_id: str, assemble: Callable[[Path], None]) -> Path:
        def then_spoil(folder: Path) -> None:
            assemble(folder)
            with duckdb.connect(str(folder / FILE)) as con:
                con.execute("UPDATE core.rating SET band = 'Outstanding' WHERE band = 'Inadequate'")

        return write(installation.warehouse, release_id, then_spoil)

    monkeypatch.setattr(type(installation.warehouse), "publish", spoilt)
    with pytest.raises(ValidationFailed, match=r"core\.rating holds other rows than were published"):
        installation.refresh()
    assert installation.published_state() == before


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
@pytest.mark.nightly
def test_a_release_is_signed_where_there_is_a_key_and_verify_says_whose_it_is(
    unpublished: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    signers = {}
    for name in ("ours", "other"):
        key = unpublished.folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        signers[name] = unpublished.folder / f"{name}.signers"
        signers[name].write_text(f"{name} {key.with_suffix('.pub').read_text(encoding='utf-8')}", encoding="utf-8")
    monkeypatch.setenv("CCG_SIGNING_KEY", str(unpublished.folder / "ours"))
    with unpublished.entered():
        assert unpublished.refresh().published
    unsure = unpublished.command("verify")
    assert unsure.exit_code == 0
    assert "Not compared: whose signature provenance.json.sig is" in unsure.out
    assert unpublished.command("verify", "--signers", str(signers["ours"])).exit_code == 0
    told = unpublished.command("verify", "--signers", str(signers["other"]))
    assert told.exit_code == 1
    assert "provenance.json.sig does not hold" in told.err
    pipe(current(unpublished) / "provenance.json.sig")
    for who in ([], ["--signers", str(signers["ours"])]):
        assert "provenance.json.sig cannot be read" in unpublished.command("verify", *who).err
    (current(unpublished) / "provenance.json.sig").unlink()
    told = unpublished.command("verify", "--signers", str(signers["ours"]))
    assert "the release is signed by nobody" in told.err

    before = unpublished.published_state()
    replace_text(unpublished.sidecar("mailonline_2016"), "Article 3881380.", "Another note.")
    monkeypatch.setenv("CCG_SIGNING_KEY", str(unpublished.folder / "nothing"))
    refused = unpublished.command("refresh", "--as-at", "2021-07-01")
    assert refused.exit_code == 1
    assert "there is no such key to sign the release with" in refused.err
    assert unpublished.published_state() == before


def test_a_key_that_cannot_sign_is_refused_before_anything_is_read(
    unpublished: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = unpublished.folder / "no_key"
    key.write_text("not a key", encoding="utf-8")
    monkeypatch.setenv("CCG_SIGNING_KEY", str(key))
    monkeypatch.setattr("pipeline.app.refresh.read_inputs", lambda _: pytest.fail("something was read"))
    refused = unpublished.command("refresh")
    assert refused.exit_code == 1
    assert str(key) in refused.err
    assert "the release could not be signed with it" in refused.err


@pytest.mark.nightly
def test_where_the_warehouse_cannot_be_written_verify_still_compares(
    one: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, os.strerror(30))

    monkeypatch.setattr("pipeline.app.cli.verify.note", refuse)
    told = one.command("verify")
    assert told.exit_code == 0
    assert "Not noted for status: warehouse cannot be written (Read-only file system)" in told.err
