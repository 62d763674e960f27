"""The explorer: one page that is typed into, clicked and read in a real browser, without a network."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cds_kg
from cds_kg.api import KnowledgeGraph
from cds_kg.cli import explore
from cds_kg.errors import OutputError, UsageError
from cds_kg.explorer.page import explorer_page
from cds_kg.resources import asset
from cds_kg.store.dataset import GraphStore
from cds_kg.text import fold

PACKAGE_PARENT = str(Path(cds_kg.__file__).resolve().parents[1])
LIMIT = 400_000
DESKTOP = (1440, 900)
BEFORE = "day=2025-06-30"

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

#: A user's own data: what is text in it must stay text.
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=2'>"
HOSTILE_TTL = f"""
@prefix cds: <https://w3id.org/cds-kg/ontology#> .
@prefix cdsc: <https://w3id.org/cds-kg/concept/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/level> a skos:Concept, cds:AdministrativeLevel ;
  skos:prefLabel "{HOSTILE}"@vi, "Level & <b>more</b>"@en ;
  skos:altLabel "<svg onload='window.hacked=3'>"@vi ;
  skos:definition "</style><style>*{{display:none}}</style>"@vi ;
  skos:closeMatch <javascript:window.hacked=4> ;
  skos:broader cdsc:cap-dia-phuong .
cdsc:chinh-quyen-so cds:implementedAtLevel <https://example.org/level> .
"""


class Page:
    """The page in the browser, and what a person does with it."""

    def __init__(self, driver: Any, file: Path) -> None:
        self.driver = driver
        self.url = file.as_uri()

    def open(self, address: str = "", size: tuple[int, int] = DESKTOP, dark: bool = False) -> None:
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [scheme]})
        self.driver.get("about:blank")
        self.driver.get(self.url + (f"#{address}" if address else ""))

    def js(self, script: str, *values: Any) -> Any:
        return self.driver.execute_script(script, *values)

    def one(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def settle(self) -> None:
        """Let the page follow its address, which it does a moment after a click."""
        self.driver.execute_async_script("setTimeout(arguments[0], 20)")

    def texts(self, selector: str) -> list[str]:
        """The texts of what is to be seen."""
        self.settle()
        return [e.text for e in self.driver.find_elements("css selector", selector) if e.is_displayed()]

    def keys(self, *keys: str) -> None:
        """Type where the focus is."""
        from selenium.webdriver import ActionChains

        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def search(self, text: str) -> list[str]:
        """The names found for a text typed into the empty search."""
        field = self.one("#query")
        field.clear()
        field.send_keys(text)
        return self.texts("#results .name")

    def drawn(self) -> list[str]:
        """The short names of the concepts to be seen in the drawing."""
        self.settle()
        found = self.driver.find_elements("css selector", ".drawing g[role=link]")
        return [e.get_attribute("data-iri").rpartition("/")[2] for e in found if e.is_displayed()]

    def title(self) -> str:
        """The name of what is open."""
        self.settle()
        return self.one("#panel-title").text

    @property
    def focused(self) -> str:
        """The name of what has the focus."""
        self.settle()
        return self.js(
            "const e = document.activeElement, inner = e.querySelector('title, .name') || e;"
            "return e.ariaLabel || inner.textContent"
        )

    @property
    def address(self) -> str:
        return self.driver.current_url.partition("#")[2]

    def overflow(self) -> int:
        return self.js("return document.documentElement.scrollWidth - window.innerWidth")

    def troubles(self) -> list[str]:
        """What the console complained of and what was asked for beyond the page, since last asked."""
        found = [entry["message"] for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            url = message["params"].get("request", {}).get("url", "")
            own = url.startswith((self.url, "data:", "about:", "chrome:"))
            if message["method"] == "Network.requestWillBeSent" and not own:
                found.append(url)
        return found


@pytest.fixture(scope="module")
def html() -> str:
    return explorer_page(GraphStore.open())


@pytest.fixture(scope="module")
def browser(require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session of Chromium for all tests here."""
    chromium, driver_path = require_tool("chromium"), require_tool("chromedriver")
    require_tool("selenium")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, Service(driver_path))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Any, file: Path) -> Iterator[Page]:
    """The page; whatever a test does with it, nothing is complained of and nothing is loaded."""
    page = Page(browser, file)
    page.troubles()
    yield page
    assert page.troubles() == []


# --- the file --------------------------------------------------------------------------------------------------------


def test_one_small_file_that_can_load_nothing(html: str) -> None:
    assert len(html.encode()) < LIMIT
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    for tag in ("style", 'script type="module"'):
        text = html.partition(f"<{tag}>")[2].partition(f"</{tag.split()[0]}>")[0]
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy[1]
    assert re.findall(r"\s(?:src|href)=(?![\"']?(?:#|data:))[^\s>]*", html.partition("<script")[0]) == []
    assert re.findall(r"<[^>]*\s(?:on\w+|style)=", html.partition("<script")[0]) == []


def test_same_bytes_under_any_hash_seed(html: str) -> None:
    script = (
        "import hashlib; from cds_kg.store.dataset import GraphStore; from cds_kg.explorer.page import explorer_page; "
        "print(hashlib.sha256(explorer_page(GraphStore.open()).encode()).hexdigest())"
    )
    expected = hashlib.sha256(html.encode()).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": PACKAGE_PARENT}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert done.stdout.decode().strip() == expected


def test_the_command_writes_the_page_in_its_language(tmp_path: Path) -> None:
    from cds_kg.cli.parser import Parser

    parser = Parser("cds-kg explore", "en", "")
    explore.add_arguments(parser, "en")
    target = tmp_path / "explorer.html"
    assert explore.run(parser.parse_args(["-o", str(target), "--lang", "en"])) == 0
    text = target.read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "Search concepts" in text


def test_another_extension_and_an_unwritable_path_are_refused(tmp_path: Path) -> None:
    for name, error in (("explorer.pdf", UsageError), ("no/such/folder/explorer.html", OutputError)):
        target = tmp_path / name
        with pytest.raises(error, match=re.escape(name)):
            explore.run(argparse.Namespace(output=str(target), lang="vi"))
        assert not target.exists()


def test_another_language_is_refused(kg_store: GraphStore) -> None:
    with pytest.raises(UsageError, match="fr"):
        explorer_page(kg_store, "fr")


def test_a_view_as_of_a_day_has_that_day_alone() -> None:
    page = explorer_page(KnowledgeGraph.open().as_of("2025-06-30").store)
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert [day["day"] for day in data["days"]] == ["2025-06-30"]


def test_from_the_later_day_on_the_acts_of_today_are_told(kg_store: GraphStore) -> None:
    """Law 148/2025/QH15 is of 11/12/2025: from 01/07/2025 on it is there, until 30/06/2025 it is not."""
    data = json.loads(explorer_page(kg_store).partition('id="data">')[2].partition("</script>")[0])
    places = {thing["id"]: place for place, thing in enumerate(data["things"])}
    model = data["things"][places["chinh-phu-so"]]
    acts = [{value for _, values in told["in"] for value in values} for told in (model["then"]["0"], model)]
    assert [places["act-148-2025-qh15"] in found for found in acts] == [False, True]
    assert all(places["act-749-qd-ttg"] in found for found in acts)


# --- reading ---------------------------------------------------------------------------------------------------------


def test_every_concept_opens_with_its_names_and_definitions(page: Page) -> None:
    page.open()
    graph = KnowledgeGraph.open()
    concepts = graph.concepts()
    shown = page.driver.execute_async_script(
        """const [ids, done] = arguments, found = {};
        const text = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent);
        const next = () => {
          if (!ids.length) return done(found);
          const id = ids.shift();
          window.addEventListener("hashchange", () => setTimeout(() => {
            found[id] = [text("#panel-title"), text(".other-label"), text(".definition"), text(".iri code")].flat();
            next();
          }), { once: true });
          location.hash = id;
        };
        next();""",
        [concept.id for concept in concepts],
    )
    for concept in concepts:
        about = concept.describe()
        assert shown[concept.id] == [
            *(about.labels["vi"], about.labels["en"]),
            *(about.definitions["vi"], about.definitions["en"], concept.iri),
        ]


def test_a_concept_tells_relations_evidence_and_standing(page: Page) -> None:
    page.open("chinh-quyen-so")
    assert "Cấp tỉnh" in page.texts(".relations dd a")
    assert "Đô thị thông minh gồm Chính quyền số" in page.texts(".sentences li")
    quotes = page.texts(".claim blockquote")
    assert "“cấp tỉnh, cấp huyện và cấp xã”" in quotes
    card = page.texts(".claim")[quotes.index("“cấp tỉnh, cấp huyện và cấp xã”")]
    assert "câu s20, dòng 13, ký tự 2854–2883" in card
    assert "Vào ngày 01/07/2025:" in card
    assert "Đã thay đổi một phần" in card
    assert "đến hết ngày 30/06/2025, theo 72/2025/QH15" in card
    page.one(".relations dd a").click()
    assert page.title() == "Cơ quan chính quyền địa phương"


def test_a_deadline_that_has_passed_since_is_told(page: Page) -> None:
    page.open("target-2025")
    [standing] = [text for text in page.texts(".claim") if "50% hoạt động kiểm tra" in text]
    assert re.search(r"Vào ngày 01/07/2025:\s+Chưa đánh giá lại", standing)
    assert re.search(r"Đến ngày \d\d/\d\d/2026:\s+Đã hết thời hạn, hạn 31/12/2025", standing)


def test_what_is_in_another_vocabulary_is_a_plain_link(page: Page) -> None:
    page.open("chinh-quyen-so")
    link = page.one(".relations a.outside")
    assert link.get_attribute("href") == "http://eurovoc.europa.eu/68"
    assert "noreferrer" in link.get_attribute("rel")


def test_an_address_that_leads_nowhere_says_so(page: Page) -> None:
    page.open("khong-co-gi")
    assert page.title() == "Không có khái niệm «khong-co-gi»."


def test_links_and_the_back_button(page: Page) -> None:
    page.open("chinh-phu-so")
    assert page.title() == "Chính phủ số"
    page.open("chinh-phu-so&lang=en")
    assert page.title() == "Digital government"
    page.js("location.hash = 'xa-hoi-so&lang=en'")
    assert page.title() == "Digital society"
    page.driver.back()
    assert page.title() == "Digital government"


def test_the_neighbourhood_of_what_is_not_drawn(page: Page) -> None:
    page.open("du-lieu-mo")
    assert not page.one("#around").is_displayed()
    page.open("minh-bach")
    assert page.one("#around").is_displayed()
    assert "không có trong sơ đồ" not in page.one("#around").text
    graph = KnowledgeGraph.open()
    around = {str(r.value_label) for r in graph.concept("minh-bach").relations() if "/concept/" in str(r.value)}
    assert around & set(page.texts("#around .card a"))
    page.one("[data-view=hierarchy]").click()
    assert page.one(".drawing:not(.off)").is_displayed()
    assert "không có trong sơ đồ phân cấp" in page.one("#caption").text


# --- searching -------------------------------------------------------------------------------------------------------


def folding_cases() -> list[str]:
    labels = [text for concept in KnowledgeGraph.open().concepts() for text in concept.describe().labels.values()]
    letters = "".join(map(chr, (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))))
    return [*labels, letters, "Đđ Ðð", "Thu\u031b\u0309", "  hai   dấu\u00a0cách\n", "STRASSE Straße", "ΟΔΟΣ οδος", ""]


def test_the_page_folds_as_the_package_does(page: Page) -> None:
    page.open()
    script = asset("explorer").joinpath("fold.js").read_text(encoding="utf-8")
    cases = folding_cases()
    assert page.js(script + "return arguments[0].map(fold)", cases) == [fold(case) for case in cases]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("chinh quyen so", "Chính quyền số"),
        ("Chính quyền số", "Chính quyền số"),
        ("do thi", "Đô thị thông minh"),
        ("smart city", "Đô thị thông minh"),
        ("chinh quyne so", "Chính quyền số"),
        ("smrat city", "Đô thị thông minh"),
        ("CCCD", "Thẻ căn cước công dân"),
        ("72/2025", "Luật Tổ chức chính quyền địa phương 72/2025/QH15"),
        ("giữa tỉnh và xã", "Cấp huyện"),
    ],
)
def test_search_finds_first(page: Page, typed: str, found: str) -> None:
    page.open()
    assert page.search(typed)[0] == found


def test_search_tells_how_many_and_opens(page: Page) -> None:
    page.open()
    hits = page.search("do thi thong minh")
    assert page.one("#live").get_attribute("textContent") == f"{len(hits)} kết quả"
    page.search("zzzzzzzz")
    assert page.texts("#results li") == []
    assert "Không có kết quả" in page.one("#live").get_attribute("textContent")
    page.search("xa hoi so")
    page.driver.find_elements("css selector", "#results li")[0].click()
    assert page.title() == "Xã hội số"
    assert page.texts("#results li") == []


# --- drawing, days, languages ----------------------------------------------------------------------------------------


def test_a_click_in_the_drawing_opens(page: Page) -> None:
    page.open()
    page.one(".drawing:not(.off) g[data-iri$='/quoc-gia-thong-minh']").click()
    assert page.title() == "Quốc gia thông minh"
    assert page.address == "quoc-gia-thong-minh"


def test_the_days_switch_the_drawing_and_the_outline(page: Page) -> None:
    page.open()
    assert "cap-huyen" not in page.drawn()
    before, after = page.driver.find_elements("css selector", "#days button")
    assert (before.text, after.text) == ("Đến hết 30/06/2025", "Từ 01/07/2025")
    before.click()
    assert {"cap-tinh", "cap-huyen", "cap-xa"} <= set(page.drawn())
    assert "Cấp huyện" in page.texts("#tree .name")
    page.one(".drawing:not(.off) g:not(.off) > g[data-iri$='/cap-huyen']").click()
    assert "kết thúc" not in page.one("#panel").text
    page.driver.find_elements("css selector", "#days button")[1].click()
    assert "cap-huyen" not in page.drawn()
    assert "Cấp huyện" not in page.texts("#tree .name")
    assert page.texts(".ending")[0].split("\n")[:2] == ["Đã kết thúc", "đến hết ngày 30/06/2025"]
    assert "Luật Tổ chức chính quyền địa phương 72/2025/QH15" in page.texts(".ending a")


def test_every_concept_of_the_diagram_is_in_the_drawing_and_the_outline(page: Page) -> None:
    from cds_kg.diagram.draw import draw

    graph = KnowledgeGraph.open()
    for day in ("2025-06-30", "2025-07-01"):
        nodes = {iri.rpartition("/")[2] for iri in draw(graph.as_of(day).store, "hierarchy").graph.nodes}
        page.open(f"day={day}")
        assert set(page.drawn()) == nodes
        labels = {graph.concept(name).label("vi") for name in nodes}
        assert set(page.texts("#tree .name")) == labels


def test_the_language_switches_everything(page: Page) -> None:
    page.open("cap-xa")
    page.one("#languages button[lang=en]").click()
    assert page.address == "cap-xa&lang=en"
    assert page.js("return document.documentElement.lang") == "en"
    assert page.title() == "Commune level"
    assert page.driver.title.startswith("Commune level")
    assert page.one("#query").get_attribute("placeholder") == "Search concepts, with or without marks"
    assert "Smart nation" in page.texts("#tree .name")
    assert "Smart nation" in page.texts(".drawing:not(.off) text")
    assert page.texts(".drawing[lang=vi]") == []
    page.driver.refresh()
    assert page.title() == "Commune level"
    vietnamese = "[...document.querySelectorAll('#panel :not(:has(*))')].filter((e) => e.textContent === 'Cấp xã')"
    assert page.js(f"return {vietnamese}.map((e) => e.closest('[lang]').lang)") == ["vi"]


def test_what_is_folded_up_is_not_drawn(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    page.open()
    whole = page.drawn()
    [local] = [e for e in page.driver.find_elements("css selector", "#tree .row") if e.text == "Cấp địa phương"]
    local.find_element("css selector", ".twist").click()
    assert local.get_attribute("aria-expanded") == "false"
    hidden = {"do-thi-thong-minh", "chinh-quyen-so", "kinh-te-so-do-thi", "xa-hoi-so-do-thi", "cap-tinh", "cap-xa"}
    assert set(whole) - set(page.drawn()) == {*hidden, "co-quan-chinh-quyen-dia-phuong"}
    ends = "[...document.querySelectorAll('.drawing:not(.off) g[data-subject]')].filter((g) => !g.closest('.off'))"
    lines = page.js(f"return {ends}.flatMap((g) => [g.dataset.subject, g.dataset.object])")
    assert lines
    assert not {line.rpartition("/")[2] for line in lines} & hidden
    names = page.texts(".drawing:not(.off) text")  # once each in the legend
    assert [names.count(name) for name in ("triển khai tại", "tương ứng", "gồm", "tập trung vào")] == [1, 1, 2, 2]
    page.one("#collapse").click()
    assert set(page.drawn()) == {"chuyen-doi-so-co-quan-nha-nuoc", *SECOND_LEVEL}
    page.search("xa hoi so do thi")
    page.keys(Keys.ENTER)
    assert "xa-hoi-so-do-thi" in page.drawn()
    page.one("#expand").click()
    assert page.drawn() == whole


SECOND_LEVEL = ("ha-tang-so", "du-lieu-mo", "dich-vu-cong-truc-tuyen-muc-do-cao", "cap-quoc-gia", "cap-dia-phuong")


def test_zooming(page: Page) -> None:
    width = "return document.querySelector('.drawing:not(.off)').getBoundingClientRect().width"
    page.open()
    first = page.js(width)
    page.one("#zoom-in").click()
    assert page.js(width) > first
    page.one("#zoom-fit").click()
    assert page.js("const s = document.getElementById('sheet'); return s.scrollWidth <= s.clientWidth")
    page.one("#zoom-out").click()
    assert page.js(width) < first
    wheel = "new WheelEvent('wheel', {ctrlKey: true, deltaY: -300, cancelable: true, bubbles: true})"
    smaller = page.js(width)
    assert page.js(f"return document.querySelector('.drawing:not(.off)').dispatchEvent({wheel})") is False
    assert page.js(width) > 2 * smaller


# --- by keyboard, and for those who listen ---------------------------------------------------------------------------


def test_by_keyboard_alone(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    page.open()
    page.keys("/", "xa hoi so", Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert page.one("#query").get_attribute("aria-activedescendant") == "result-1"
    second = page.texts("#results [aria-selected=true] .name")
    page.keys(Keys.ENTER)
    assert [page.title()] == second
    assert page.focused == second[0]
    page.keys(Keys.ESCAPE)
    assert page.texts("#panel") == []
    assert page.focused == "Tìm khái niệm"
    page.js("document.querySelector('#tree [tabindex=\"0\"]').focus()")
    page.keys(Keys.END)
    assert page.focused == "Cấp xã"
    page.keys(Keys.HOME, Keys.ARROW_LEFT)
    assert page.texts("#tree .name") == ["Chuyển đổi số cơ quan nhà nước"]
    page.keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, "k")
    assert page.focused == "Kinh tế số"
    page.keys(Keys.ENTER)
    assert page.title() == "Kinh tế số"
    page.keys(Keys.ESCAPE)
    assert page.focused == "Kinh tế số"
    page.js("document.querySelector('.drawing:not(.off) [tabindex=\"0\"]').focus()")
    page.keys(Keys.ARROW_RIGHT)
    right = page.focused
    page.keys(Keys.ENTER)
    assert page.title() == right


def test_the_tab_key_reaches_each_part_once(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    page.open("kinh-te-so")
    page.js("document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus()")
    places = []
    for _ in range(17):
        page.keys(Keys.TAB)
        places.append(page.js("const e = document.activeElement; return (e.closest('#tree') || e.closest('[id]')).id"))
    order = list(dict.fromkeys(places))
    assert order[:2] == ["skip", "query"]
    assert places.count("tree") == 1
    assert order.index("days") < order.index("languages") < order.index("tree") < order.index("views")
    outlined = page.js("return getComputedStyle(document.activeElement).outlineStyle")
    assert outlined != "none"


def test_names_for_screen_readers(page: Page) -> None:
    page.open("do-thi-thong-minh")
    nodes = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    named: dict[str, set[str]] = {}
    for node in nodes:
        if not node["ignored"]:
            named.setdefault(node["role"]["value"], set()).add(node.get("name", {}).get("value", ""))
    assert named["combobox"] == {"Tìm khái niệm"}
    assert "Cấp xã" in named["treeitem"]
    assert {"Chính phủ số", "Cấp xã"} <= named["link"]
    assert "Đô thị thông minh" in named["heading"]
    assert {"Phóng to", "Thu nhỏ", "Đóng", "Chép IRI"} <= named["button"]
    for role in ("button", "link", "treeitem", "combobox", "region"):
        assert "" not in named[role]


@pytest.mark.parametrize(
    ("address", "dark", "size"),
    [
        ("", False, DESKTOP),
        (f"cap-huyen&{BEFORE}", True, DESKTOP),
        ("cap-huyen", True, DESKTOP),
        ("minh-bach&lang=en", False, DESKTOP),
        ("chinh-phu-so&view=around", True, (360, 740)),
    ],
)
def test_axe_finds_nothing(
    page: Page, require_file: Callable[[str], Path], address: str, dark: bool, size: tuple[int, int]
) -> None:
    axe = require_file("CDS_KG_AXE")  # axe.min.js
    page.open(address, size, dark)
    page.search("so")
    page.js(axe.read_text(encoding="utf-8") + ";window.axe = axe;")
    script = "const done = arguments[0]; axe.run().then((r) => done(r.violations.map((v) => [v.id, v.nodes[0].html])))"
    assert page.driver.execute_async_script(script) == []


# --- narrow, printed, without a program, with foreign data -----------------------------------------------------------


@pytest.mark.parametrize("address", ["", "chinh-quyen-so", "chinh-phu-so&view=around", "target-2025&lang=en"])
def test_nothing_overflows_on_a_phone(page: Page, address: str) -> None:
    page.open(address, (360, 740))
    assert page.overflow() <= 0
    if address:
        stage, panel = page.one(".stage").rect, page.one("#panel").rect
        assert panel["y"] >= stage["y"] + stage["height"]


def test_print_has_the_drawing_and_the_concept(page: Page) -> None:
    page.open("chinh-quyen-so", dark=True)
    settings = {"preferCSSPageSize": True, "printBackground": True}
    pdf = base64.b64decode(page.driver.execute_cdp_cmd("Page.printToPDF", settings)["data"])
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) in (2, 3)
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.texts("#query, #tree, .controls, .close") == []
    assert page.one(".drawing:not(.off)").is_displayed()
    assert page.one("#panel").is_displayed()
    paper = "getComputedStyle(document.querySelector('.drawing:not(.off) rect')).fill"
    assert page.js(f"return {paper}") == "rgb(255, 255, 255)"


def test_without_a_program_the_drawing_is_seen(page: Page) -> None:
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open()
        assert "cần JavaScript" in page.one("noscript").text
        texts = [e.text for e in page.driver.find_elements("css selector", ".drawing text")]
        assert "Chính quyền số" in texts
        assert "Cấp huyện" not in texts
    finally:
        page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_foreign_text_stays_text(browser: Any, tmp_path: Path) -> None:
    extra, target = tmp_path / "extra.ttl", tmp_path / "explorer.html"
    extra.write_text(HOSTILE_TTL, encoding="utf-8")
    target.write_text(explorer_page(GraphStore.open(extra=[extra])), encoding="utf-8")
    page = Page(browser, target)
    page.troubles()
    page.open()
    assert page.search("window hacked")[0] == HOSTILE
    page.driver.find_elements("css selector", "#results li")[0].click()
    assert page.title() == HOSTILE
    assert "https://example.org/level" in [
        e.get_attribute("data-iri") for e in browser.find_elements("css selector", ".drawing:not(.off) g[role=link]")
    ]
    assert browser.find_elements("css selector", "a[href^=javascript]") == []
    assert page.js("return window.hacked") is None
    assert browser.find_elements("css selector", "img, b") == []
    assert page.troubles() == []
