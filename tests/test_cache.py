"""The cache: never an answer of an old graph, never a file that somebody else could have written, never a failure."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import cds_kg
from cds_kg import notices, resources
from cds_kg.store import cache, cache_key, cache_place
from cds_kg.store.cache_place import Unusable
from cds_kg.store.dataset import GraphStore, files_of, module_names, with_defaults

PARENT = str(Path(cds_kg.__file__).resolve().parents[1])
RISKS = ("query", "-f", "csv", "-q", "SELECT ?r ?w { ?r cds:borneBy ?w } ORDER BY ?r ?w")
posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes as POSIX has them")
as_root = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
not_root = pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root writes everywhere")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A cache of the test's own, not made yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("CDS_KG_CACHE", str(folder))
    monkeypatch.setattr(notices, "_said", set())
    return folder


@pytest.fixture
def told(monkeypatch):
    """What the listener is told, in English."""
    texts: list[str] = []
    monkeypatch.setattr(notices, "listener", lambda vi, en: texts.append(en))
    return texts


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder of a few files that the test may change: what the package's is to a user's installation."""
    root = tmp_path / "data"
    (root / "ontology" / "things").mkdir(parents=True)
    (root / "ontology" / "cds.ttl").write_text("<urn:a> <urn:p> 1 .\n", encoding="utf-8")
    (root / "ontology" / "things" / "one.ttl").write_text('<urn:b> <urn:p> "aaaa" .\n', encoding="utf-8")
    monkeypatch.setattr(resources, "root", lambda: str(root))
    return root


def build(modules: tuple[str, ...] = ()) -> str:
    names = with_defaults(modules)
    always = [name for name, by_default in module_names().items() if by_default]
    label = cache.label(names, always)
    assert label is not None
    return cache.build(label, files_of(names))


def opened() -> GraphStore:
    return GraphStore.open_cached(build=lambda names: build() and None)


def values(graph: GraphStore) -> set[str]:
    return {str(row["o"]) for row in graph.select("SELECT ?o { ?s <urn:p> ?o }")}


def old(*files: Path) -> None:
    """Wait until the clock of the file system tells a change from the last one; then states of files are noted."""
    newest = max(file.stat().st_ctime for file in files)
    time.sleep(max(0.0, cache_key._SETTLED + 0.1 - (time.time() - newest)))


def stamps(place: Path) -> list[Path]:
    return sorted(place.glob("*.stamp"))


def test_the_graph_from_the_cache_is_the_graph_of_the_files(place, kg_store):
    graph = GraphStore.open_cached(build=lambda names: build() and None)
    assert graph.ready is not None
    assert Path(graph.ready.folder).parent == place
    assert set(graph.store) == set(kg_store.store)
    assert set(map(str, graph.quads())) == set(map(str, kg_store.quads()))
    assert (graph.modules, graph.files) == (kg_store.modules, kg_store.files)


def test_what_is_kept_of_the_units_is_what_the_graph_says(place):
    from cds_kg.cli.cache import make
    from cds_kg.knowledge.units import find_units, index_of, unit
    from cds_kg.knowledge.units_names import letters

    names = with_defaults(["units"])
    folder = make(names)
    kept, plain = GraphStore.open_cached(names), GraphStore.open(names)
    assert kept.ready is not None
    assert kept.ready.folder == folder
    one, other = index_of(kept), index_of(plain)
    assert one.kept("letters")
    for column in ("vintage_of", "codes", "proper_names", "levels", "types", "parents", "children", "heirs", "spells"):
        assert dict(getattr(one, column)) == dict(getattr(other, column)), column
    for column in ("forebears", "by_code"):
        assert {k: sorted(v) for k, v in getattr(one, column).items()} == {
            k: sorted(v) for k, v in getattr(other, column).items()
        }, column
    assert {k: sorted(v) for k, v in one.kept("letters").items()} == {k: sorted(v) for k, v in letters(other).items()}
    assert {k: set(v) for k, v in one.names.items()} == {k: set(v) for k, v in other.names.items()}
    for name in ("tan thanh, lam dong", "80", "ho chi minh", "P. 4, da lat"):
        assert find_units(kept, name) == find_units(plain, name)
    assert repr(unit(kept, one.present and next(iter(one.codes)))) == repr(unit(plain, next(iter(one.codes))))


def test_a_second_opening_reads_no_turtle(place, data, monkeypatch):
    old(*data.rglob("*.ttl"))
    assert opened().ready
    assert len(stamps(place)) == 1
    monkeypatch.setattr(cache, "contents_of", lambda files: pytest.fail("the files were read"))
    assert values(GraphStore.open_cached()) == {"1", "aaaa"}


@pytest.mark.parametrize("settled", [True, False])
def test_a_changed_file_is_never_answered_from_an_old_store(place, data, settled):
    one = data / "ontology" / "things" / "one.ttl"
    if settled:
        old(*data.rglob("*.ttl"))
    assert values(opened()) == {"1", "aaaa"}
    before = one.stat()
    one.write_text('<urn:b> <urn:p> "bbbb" .\n', encoding="utf-8")
    os.utime(one, ns=(before.st_atime_ns, before.st_mtime_ns))  # same size, same time, same place
    assert one.stat().st_mtime_ns == before.st_mtime_ns
    assert values(GraphStore.open_cached()) == {"1", "bbbb"}
    assert values(opened()) == {"1", "bbbb"}


def test_added_removed_and_renamed_files_count(place, data):
    assert opened().ready
    more = data / "ontology" / "things" / "two.ttl"
    more.write_text("<urn:c> <urn:p> 2 .\n", encoding="utf-8")
    assert GraphStore.open_cached().ready is None
    assert values(opened()) == {"1", "2", "aaaa"}
    more.unlink()
    assert values(GraphStore.open_cached()) == {"1", "aaaa"}
    assert GraphStore.open_cached().ready is not None  # the first store is still there
    (data / "ontology" / "things" / "one.ttl").rename(data / "ontology" / "things" / "three.ttl")
    assert GraphStore.open_cached().ready is None


@pytest.mark.parametrize("what", ["__version__", "_VERSIONS"])
def test_another_version_has_another_store(place, data, monkeypatch, what):
    assert opened().ready
    monkeypatch.setattr(cache_key, "_VERSIONS", f"{cache_key._VERSIONS} later")
    assert GraphStore.open_cached().ready is None


def test_numbers_are_told_as_the_files_write_them(place, data):
    (data / "ontology" / "cds.ttl").write_text("<urn:a> <urn:p> 01, 1.50 .\n", encoding="utf-8")
    graph = opened()
    assert graph.ready is not None
    assert {quad.object.value for quad in graph.quads()} == {"01", "1.50", "aaaa"}


def damage_missing(folder: Path) -> None:
    next(folder.glob("store/*.sst")).unlink()


def damage_truncated(folder: Path) -> None:
    os.truncate(next(folder.glob("store/*.sst")), 100)


def damage_current(folder: Path) -> None:
    (folder / "store" / "CURRENT").write_bytes(b"MANIFEST-999999\n")


def damage_list(folder: Path) -> None:
    (folder / "files").write_bytes(b"\xff\xfe")


def damage_list_cut(folder: Path) -> None:
    lines = (folder / "files").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "files").write_text("".join(lines[:-2]), encoding="utf-8")


def damage_file_for_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_bytes(b"")


def damage_content(folder: Path) -> None:
    for file in folder.glob("store/*.sst"):
        content = bytearray(file.read_bytes())
        content[:: max(1, len(content) // 200)] = bytes(len(range(0, len(content), max(1, len(content) // 200))))
        file.write_bytes(content)


DAMAGES = (
    damage_missing,
    damage_truncated,
    damage_current,
    damage_list,
    damage_list_cut,
    damage_file_for_folder,
    damage_content,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_store_is_not_used_and_made_anew(place, data, damage):
    folder = Path(build())
    damage(folder)
    assert values(GraphStore.open_cached()) == {"1", "aaaa"}
    graph = opened()
    assert graph.ready is not None
    assert values(graph) == {"1", "aaaa"}


def test_a_store_that_proves_damaged_while_it_is_asked_is_dropped(place, run):
    everything = ("query", "-f", "csv", "-q", "SELECT ?s ?p ?o { ?s ?p ?o }")
    right = sorted(run(*everything, env={"CDS_KG_CACHE": "off"}).stdout.splitlines())
    assert sorted(run(*everything).stdout.splitlines()) == right
    (folder,) = place.glob("graph-*/")
    for file in folder.glob("store/*.sst"):
        content = bytearray(file.read_bytes())
        for at in range(0, max(0, len(content) - 20_000), 97):  # the tail, which is read on opening, stays
            content[at] ^= 0x55
        file.write_bytes(content)
    done = run("--verbose", *everything)
    assert (done.code, sorted(done.stdout.splitlines())) == (0, right)
    assert "bị hỏng" in done.stderr
    assert not folder.exists()
    assert sorted(run(*everything).stdout.splitlines()) == right


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o722])
@pytest.mark.parametrize("what", ["cache", "store", "file"])
def test_what_others_may_write_is_not_used(place, data, told, what, mode):
    folder = Path(build())
    path = {"cache": place, "store": folder / "store", "file": next(folder.glob("store/*.sst"))}[what]
    path.chmod(mode)
    assert GraphStore.open_cached().ready is None
    if what == "cache":
        assert "others could write" in told[0]
        with pytest.raises(Unusable):
            build()


@posix
def test_a_folder_that_others_could_put_another_in_place_of_is_not_used(tmp_path, monkeypatch, data):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("CDS_KG_CACHE", str(shared / "mine"))
    with pytest.raises(Unusable):
        build()
    shared.chmod(0o1777)  # as /tmp is: who does not own a folder cannot rename it
    assert build()


@as_root
@pytest.mark.parametrize("what", ["cache", "above", "store", "file"])
def test_what_belongs_to_another_user_is_not_used(tmp_path, monkeypatch, data, what):
    above = tmp_path / "above"
    above.mkdir()
    monkeypatch.setenv("CDS_KG_CACHE", str(above / "cache"))
    folder = Path(build())
    assert GraphStore.open_cached().ready is not None
    paths = {"cache": above / "cache", "above": above, "store": folder, "file": folder / "store" / "CURRENT"}
    os.chown(paths[what], 12345, 12345)
    assert GraphStore.open_cached().ready is None


@posix
@pytest.mark.parametrize("what", ["store", "files"])
def test_a_link_in_place_of_a_store_or_a_file_is_not_followed(place, data, tmp_path, what):
    folder = Path(build())
    path = folder if what == "store" else folder / "files"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert GraphStore.open_cached().ready is None
    assert opened().ready is not None
    assert (tmp_path / "elsewhere").exists()


@posix
def test_nobody_else_may_read_the_cache_whatever_the_umask(place, data):
    before = os.umask(0)
    try:
        folder = Path(build())
    finally:
        os.umask(before)
    for path in (place, folder, *folder.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert GraphStore.open_cached().ready is not None


def test_a_file_in_place_of_the_folder_does_no_harm(place, data, told):
    place.write_bytes(b"")
    graph = opened()
    assert (graph.ready, values(graph)) == (None, {"1", "aaaa"})
    assert len(told) == 1


@not_root
def test_a_folder_that_cannot_be_written_does_no_harm(place, data, told):
    place.mkdir(mode=0o500)
    graph = opened()
    assert (graph.ready, values(graph)) == (None, {"1", "aaaa"})
    assert "cannot be written" in told[0]


def test_a_full_disk_leaves_nothing_behind(place, data, monkeypatch):
    def full(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "_seal", full)
    with pytest.raises(Unusable, match="full"):
        build()
    assert list(place.iterdir()) == []


def test_a_disk_without_room_is_not_filled_up(place, data, monkeypatch, told):
    monkeypatch.setattr(cache, "_ROOM", 2**70)
    graph = GraphStore.open_cached(build=lambda names: pytest.fail("a store is made"))
    assert (graph.ready, len(told)) == (None, 1)


@pytest.mark.parametrize("value", ["off", "OFF", "0", "no"])
def test_the_cache_can_be_turned_off(data, monkeypatch, told, value, tmp_path):
    monkeypatch.setenv("CDS_KG_CACHE", value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(notices, "_said", set())
    assert opened().ready is None
    assert told == ["the cache is turned off (CDS_KG_CACHE); the graph is read from the Turtle files."]
    assert not (tmp_path / "xdg").exists()


def test_the_place_follows_the_rules_of_the_system(monkeypatch, tmp_path):
    monkeypatch.delenv("CDS_KG_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_place.place() == str(tmp_path / "cds-kg")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(cache_place.sys, "platform", "linux")
    assert cache_place.place() == str(tmp_path / "home" / ".cache" / "cds-kg")
    monkeypatch.setattr(cache_place.sys, "platform", "darwin")
    assert cache_place.place() == str(tmp_path / "home" / "Library" / "Caches" / "cds-kg")
    monkeypatch.setattr(cache_place.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert cache_place.place() == str(tmp_path / "local" / "cds-kg")
    monkeypatch.delenv("LOCALAPPDATA")
    with pytest.raises(Unusable):
        cache_place.place()


@posix
@pytest.mark.parametrize("home", [None, "/nonexistent/home", "/proc/self", "", "relative"])
def test_commands_do_not_need_a_home(run, home, tmp_path):
    env = {"CDS_KG_CACHE": "", "XDG_CACHE_HOME": "", "HOME": home or ""}
    if home is None:  # unset in a shell: the user's entry in the system's list is the home then
        pytest.importorskip("pwd")
        env["CDS_KG_CACHE"] = str(tmp_path / "none" / "such" / "folder")
    done = run(*RISKS, env=env, cwd=tmp_path)
    assert (done.code, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 4
    assert not Path("/nonexistent").exists()


@posix
def test_a_home_that_cannot_be_written_does_no_harm(run, tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    done = run(*RISKS, env={"CDS_KG_CACHE": "", "XDG_CACHE_HOME": "", "HOME": str(home)})
    assert (done.code, done.stderr, len(done.stdout.splitlines())) == (0, "", 4)


def test_two_processes_at_once_make_one_store(place, start):
    processes = [start(*RISKS) for _ in range(4)]
    answers = {process.communicate(timeout=120)[0] for process in processes}
    assert {process.returncode for process in processes} == {0}
    assert len(answers) == 1
    assert len(list(place.glob("graph-*/"))) == 1
    assert not [path for path in place.iterdir() if path.name.startswith(".")]


def test_old_stores_go_and_those_in_use_go_on(place, data):
    graph = opened()
    assert graph.ready is not None
    one = data / "ontology" / "things" / "one.ttl"
    for number in range(4):
        if number == 0:
            os.utime(graph.ready.folder, (1, 1))  # it was used long ago
        one.write_text(f"<urn:b> <urn:p> {number}00 .\n", encoding="utf-8")
        build()
    assert len(list(place.glob("graph-*/"))) == 3
    assert not Path(graph.ready.folder).exists()
    if os.name == "posix":
        assert values(graph) == {"1", "aaaa"}  # its files are open


def test_what_is_left_of_a_build_that_was_ended_goes(place, data):
    build()
    left, fresh, foreign = place / ".graph-abc.1-0", place / ".graph-abc.2-0", place / "graph.txt"
    for path in (left, fresh):
        (path / "store").mkdir(parents=True)
    foreign.write_text("mine", encoding="utf-8")
    os.utime(left, (1, 1))
    os.utime(foreign, (1, 1))
    cache.prune(str(place))
    assert (left.exists(), fresh.exists(), foreign.exists()) == (False, True, True)


def test_clearing_takes_what_is_ours_alone(place, data):
    old(*data.rglob("*.ttl"))
    build()
    (place / "other").write_text("mine", encoding="utf-8")
    folder, freed = cache.clear()
    assert folder == str(place)
    assert freed > 1000
    assert [path.name for path in place.iterdir()] == ["other"]
    (place / "other").unlink()
    cache.clear()
    assert not place.exists()


def test_other_sets_of_modules_are_not_kept():
    always = [name for name, by_default in module_names().items() if by_default]
    assert cache.label(always, always) == "graph"
    assert cache.label([*always, "units"], always) == "graph+units"
    assert cache.label(always[1:], always) is None
    assert cache.label([*always, "a b"], always) is None
    assert cache.label([*always, "../x"], always) is None


def test_more_modules_come_from_the_cache_as_well(place):
    built: list[tuple[str, ...]] = []
    graph = GraphStore.open_cached(build=lambda names: built.append(tuple(names)))
    wider = graph.with_modules(["units"])
    assert wider is graph.with_modules(["units"])
    assert built == [with_defaults(()), with_defaults(["units"])]
    assert len(wider) > 150_000


def test_programs_and_commands_that_go_through_the_graph_do_not_touch_the_cache(place, run):
    code = "from cds_kg import KnowledgeGraph; KnowledgeGraph.open().concept('chinh phu so')"
    subprocess.run([sys.executable, "-P", "-c", code], env={**os.environ, "PYTHONPATH": PARENT}, check=True, timeout=60)
    assert run("export", "--part", "acts", "-f", "nt").code == 0
    assert not place.exists()
