"""The built page in a real browser that cannot reach any other host, under the strict policy it promises to keep."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from stack.console import NodeMissing, PackagesMissing, built_console
from tests.web.chromium import Page, chromium_binary, open_page
from tests.web.site import Site, serve

ROOT = Path(__file__).parents[2]
CHROMIUM = chromium_binary()

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH (Debian: apt-get install chromium)")


@pytest.fixture(scope="session")
def built_page() -> Path:
    try:
        return built_console(ROOT, report=lambda _: None)
    except (NodeMissing, PackagesMissing) as missing:
        pytest.skip(f"GraphiQL cannot be built here: {missing}")


@pytest.fixture
async def site(built_page: Path) -> AsyncIterator[Site]:
    start = {
        "query": "query One($number: String!) {\n  member(memberNumber: $number) { memberNumber firstName }\n}\n",
        "variables": {"number": "MBR-7"},
        "headers": {"Authorization": "Bearer demo"},
    }
    async with serve(built_page, start) as site:
        yield site


@pytest.fixture
async def page(site: Site, tmp_path: Path) -> AsyncIterator[Page]:
    # It asks for the site so that the browser goes first: a page whose server is gone complains.
    assert CHROMIUM is not None
    async with open_page(CHROMIUM, tmp_path / "profile") as page:
        yield page


def shown_in(editor: str, text: str) -> str:
    """JavaScript: the editor has drawn the text; it draws spaces as ones that do not break."""
    lines = f"document.querySelector('{editor} .view-lines')"
    return f"{lines}?.innerText.replaceAll('\\u00a0', ' ').includes('{text}')"


async def test_the_offered_query_is_ready_and_its_answer_is_shown(site: Site, page: Page) -> None:
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "query One($number: String!)"))
    await page.wait_for(shown_in("[aria-label=Variables]", '"number": "MBR-7"'))

    await page.click(".graphiql-execute-button")
    await page.wait_for(shown_in(".result-window", '"firstName": "Wanjiru"'))

    assert page.complaints == []


async def test_everything_the_page_needs_comes_from_its_own_host(site: Site, page: Page) -> None:
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "query One"))
    await page.click(".graphiql-execute-button")
    await page.wait_for(shown_in(".result-window", "Wanjiru"))
    await page.click(".graphiql-query-editor .view-line")
    await page.append("query Two { unknownField }")
    await page.wait_for("document.querySelector('.graphiql-query-editor .squiggly-error')")

    asked = [urlsplit(url) for url in page.requested if not url.startswith("data:")]
    workers = {url.path.split(".worker-")[0] for url in asked if ".worker-" in url.path}

    assert {url.netloc for url in asked} == {urlsplit(site.address).netloc}
    assert {url.path.split("/")[1] for url in asked} == {"", "assets", "graphql", "graphiql.json"}
    assert workers == {"/assets/editor", "/assets/graphql", "/assets/json"}
    assert page.complaints == []


async def test_offered_headers_go_with_the_query(site: Site, page: Page) -> None:
    site.start = {"query": "{ authorization }", "headers": {"Authorization": "Bearer demo"}}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "{ authorization }"))

    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", "Bearer demo"))


ACCOUNTS = [
    {"role": role, "email": f"{role}@demo.example", "password": f"{role}@demo.example"[::-1]}
    for role in ("member", "claims_officer")
]


async def test_the_page_opens_signed_in_as_the_first_account_with_its_token_filled_in(site: Site, page: Page) -> None:
    site.start = {"query": "{ authorization }", "accounts": ACCOUNTS}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "{ authorization }"))
    await page.wait_for(shown_in("[aria-label=Headers] .graphiql-editor:not(.hidden)", "Bearer member@demo.example-1"))

    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", "Bearer member@demo.example-1"))
    assert page.complaints == []


async def test_the_switch_of_roles_asks_as_another(site: Site, page: Page) -> None:
    site.start = {"query": "{ authorization }", "accounts": ACCOUNTS}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "{ authorization }"))

    await choose(page, "claims_officer")
    await page.wait_for("document.querySelector('.roles select').value === 'claims_officer'")
    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", "Bearer claims_officer@demo.example-2"))


async def test_nobody_sends_no_token(site: Site, page: Page) -> None:
    site.start = {"query": "{ authorization }", "accounts": ACCOUNTS}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "{ authorization }"))

    await choose(page, "nobody")
    await page.wait_for("document.querySelector('.roles select').value === 'nobody'")
    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", '"authorization": null'))


async def test_the_role_that_was_chosen_last_is_the_one_to_open_with(site: Site, page: Page) -> None:
    site.start = {"query": "{ authorization }", "accounts": ACCOUNTS}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "{ authorization }"))
    await choose(page, "claims_officer")
    await page.wait_for("document.querySelector('.roles select').value === 'claims_officer'")

    await page.goto(site.address)

    await page.wait_for("document.querySelector('.roles select')?.value === 'claims_officer'")


async def test_a_token_that_is_about_to_end_is_exchanged_before_it_is_sent(site: Site, page: Page) -> None:
    site.desk.token_seconds = 20
    site.start = {"query": "{ authorization }", "accounts": ACCOUNTS}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "{ authorization }"))
    before = site.desk.tokens
    site.desk.token_seconds = 600

    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", f"Bearer member@demo.example-{before + 1}"))


async def test_a_page_that_cannot_sign_in_opens_all_the_same(site: Site, page: Page) -> None:
    site.start = {"query": "{ authorization }", "accounts": [{**ACCOUNTS[0], "password": "another"}]}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "{ authorization }"))
    await page.wait_for("document.querySelector('.roles select')?.value === 'nobody'")

    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", '"authorization": null'))


async def choose(page: Page, role: str) -> None:
    """Choose a role as a person does: React hears of it by the event."""
    await page.evaluate(
        "(() => { const select = document.querySelector('.roles select');"
        f" select.value = '{role}'; select.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    )


async def test_without_an_offer_a_query_that_any_graph_answers_is_ready(site: Site, page: Page) -> None:
    site.start = None
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "query Welcome"))

    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", '"__typename": "Query"'))


async def test_a_reload_brings_back_what_was_typed(site: Site, page: Page) -> None:
    await page.goto(site.address)
    await write_a_comment(page)

    await page.goto(site.address)

    await page.wait_for(shown_in(".graphiql-query-editor", "# mine"))
    await page.wait_for(shown_in("[aria-label=Variables]", '"number": "MBR-7"'))
    assert await tabs_of(page) == ["One"]


async def test_examples_stand_ready_in_tabs_of_their_own(site: Site, page: Page) -> None:
    example = "query Three { authorization }"
    site.start = {"query": "query Two { __typename }", "examples": [{"query": example}], "accounts": ACCOUNTS}
    await page.goto(site.address)
    await page.wait_for(shown_in(".graphiql-query-editor", "query Two"))
    assert await tabs_of(page) == ["Two", "Three"]

    await page.evaluate("document.querySelectorAll('.graphiql-tab-button')[1].click()")
    await page.wait_for(shown_in(".graphiql-query-editor", example))
    await choose(page, "claims_officer")
    await page.wait_for("document.querySelector('.roles select').value === 'claims_officer'")
    await page.click(".graphiql-execute-button")

    await page.wait_for(shown_in(".result-window", "Bearer claims_officer@demo.example-2"))
    assert page.complaints == []


async def test_a_new_offer_opens_beside_what_was_typed(site: Site, page: Page) -> None:
    await page.goto(site.address)
    await write_a_comment(page)

    site.start = {"query": "query Two { authorization }"}
    await page.goto(site.address)

    await page.wait_for(shown_in(".graphiql-query-editor", "query Two"))
    assert await tabs_of(page) == ["One", "Two"]


@pytest.mark.parametrize(("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(33, 42, 59)")])
async def test_colours_follow_the_system(site: Site, page: Page, scheme: str, background: str) -> None:
    await page.prefer(scheme)

    await page.goto(site.address)
    await page.wait_for("document.querySelector('.graphiql-container')")

    colour = "getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor"
    assert await page.evaluate(colour) == background


async def test_the_page_bears_the_name_of_the_house(site: Site, page: Page) -> None:
    await page.goto(site.address)

    await page.wait_for("document.querySelector('.graphiql-logo')")

    assert await page.evaluate("document.title") == "Covergraph · GraphiQL"
    assert await page.evaluate("document.querySelector('.graphiql-logo').innerText.trim()") == "Covergraph"


async def write_a_comment(page: Page) -> None:
    """Type into the query and wait until GraphiQL has stored it, which it does with a delay."""
    await page.wait_for(shown_in(".graphiql-query-editor", "query One"))
    await page.click(".graphiql-query-editor .view-line")
    await page.append("# mine")
    await page.wait_for("localStorage.getItem('covergraph:graphiql:tabState')?.includes('# mine')")


async def tabs_of(page: Page) -> object:
    return await page.evaluate("[...document.querySelectorAll('.graphiql-tab')].map(tab => tab.innerText)")
