"""A headless Chromium that can reach this machine and nothing else, driven over the DevTools protocol.

`open_page` starts the browser and gives a `Page`: what it shows, what it asked the network for (its workers too) and
what it complained about. The protocol: https://chromedevtools.github.io/devtools-protocol/
"""

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE_S = 60
"""A page that has not shown what was waited for by then never will."""

FLAGS = (
    "--headless",
    "--no-sandbox",  # Chromium refuses root with its sandbox on, and containers run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
    "--window-size=1440,900",
)

LOOK = "new Promise(seen => (function look() {{ ({}) ? seen() : requestAnimationFrame(look) }})())"
"""JavaScript: a promise kept at the first drawn frame in which a condition holds."""


class PageError(Exception):
    """The browser refused an order, a script in the page threw, or a wait was in vain."""


def chromium_binary() -> str | None:
    """Find Chromium on PATH, under the names that distributions give it."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Page:
    """One tab, seen and steered from outside."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._watches: set[asyncio.Task[None]] = set()

    async def goto(self, url: str) -> None:
        """Load `url`; returns when the browser has begun to show it."""
        answer = await self._order("Page.navigate", url=url)
        if "errorText" in answer:
            raise PageError(f"{url}: {answer['errorText']}")

    async def evaluate(self, script: str) -> Any:
        """Run one JavaScript expression in the page, await it, and return its value."""
        answer = await self._order("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise PageError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def wait_for(self, condition: str) -> None:
        """Return at the first drawn frame in which the JavaScript `condition` holds."""
        await self.evaluate(LOOK.format(condition))

    async def click(self, selector: str) -> None:
        """Press the left mouse button in the middle of the element that `selector` names."""
        box = await self.evaluate(f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().toJSON()")
        spot = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        for kind in ("mousePressed", "mouseReleased"):
            await self._order("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **spot)

    async def append(self, text: str) -> None:
        """Type `text` at the end of what has the cursor (Ctrl-End goes there)."""
        for kind in ("rawKeyDown", "keyUp"):
            await self._order("Input.dispatchKeyEvent", type=kind, key="End", windowsVirtualKeyCode=35, modifiers=2)
        await self._order("Input.insertText", text=text)

    async def prefer(self, scheme: str) -> None:
        """Behave as on a system set to the colour `scheme`, "light" or "dark"."""
        await self._order("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    async def watch(self) -> None:
        """Begin to note requests and complaints, those of workers included."""
        await self._order("Page.enable")
        await self._watch_target(None)

    async def listen(self) -> None:
        """Hand answers to who waits for them and note events, until the browser goes away."""
        async for frame in self._socket:
            message = json.loads(frame.data)
            if "id" in message:
                self._answers.pop(message["id"]).set_result(message)
            elif message["method"] == "Target.attachedToTarget":
                self._watches.add(asyncio.create_task(self._watch_target(message["params"]["sessionId"])))
            else:
                self._note(message["method"], message["params"])

    async def _watch_target(self, session: str | None) -> None:
        """Watch the page (no session) or one of its workers, which stands still until it is watched."""
        follow = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        for domain in ("Network", "Log", "Runtime"):
            await self._order(f"{domain}.enable", session)
        await self._order("Target.setAutoAttach", session, **follow)
        await self._order("Runtime.runIfWaitingForDebugger", session)

    def _note(self, event: str, params: dict[str, Any]) -> None:
        match event:
            case "Network.requestWillBeSent":
                self.requested.append(params["request"]["url"])
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(params["exceptionDetails"]))
            case _:
                pass

    async def _order(self, method: str, session: str | None = None, /, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params}
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json(message if session is None else message | {"sessionId": session})
        try:
            outcome = await asyncio.wait_for(asyncio.shield(answer), PATIENCE_S)
        except TimeoutError:
            raise PageError(f"no answer to {method} {params}; the page complained: {self.complaints}") from None
        if "error" in outcome:
            raise PageError(f"{method}: {outcome['error']['message']}")
        result: dict[str, Any] = outcome["result"]
        return result


@asynccontextmanager
async def open_page(binary: str, profile: Path) -> AsyncIterator[Page]:
    """Start a browser with an empty profile and watch its first tab; both are gone afterwards."""
    browser = await asyncio.create_subprocess_exec(
        binary, *FLAGS, f"--user-data-dir={profile}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    assert browser.stderr is not None
    background = set()
    try:
        address = await asyncio.wait_for(_debugging_address(browser.stderr), PATIENCE_S)
        background.add(asyncio.create_task(_drain(browser.stderr)))
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(await _first_tab(http, address), max_msg_size=0) as socket,
        ):
            page = Page(socket)
            background.add(asyncio.create_task(page.listen()))
            await page.watch()
            yield page
    finally:
        if browser.returncode is None:
            browser.kill()
        await asyncio.gather(browser.wait(), *background)


async def _debugging_address(stderr: asyncio.StreamReader) -> str:
    """Read where the browser listens: `DevTools listening on ws://127.0.0.1:40123/devtools/browser/…`."""
    async for line in stderr:
        if b"DevTools listening on ws://" in line:
            return line.decode().split("ws://")[1].split("/")[0]
    raise PageError("Chromium ended before it listened")


async def _first_tab(http: aiohttp.ClientSession, address: str) -> str:
    async with http.get(f"http://{address}/json/list") as response:
        targets = await response.json()
    return next(str(target["webSocketDebuggerUrl"]) for target in targets if target["type"] == "page")


async def _drain(stream: asyncio.StreamReader) -> None:
    """Keep the browser's log from filling its pipe."""
    while await stream.read(65536):
        pass
