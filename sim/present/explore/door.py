"""Who gets in to the panel's page, by which way, and how many at once: Voilà with a door of ours."""

import hmac
import secrets
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler

from sim.present.explore.web import ENCRYPTED, ENDINGS, HOST

MOST_KERNELS = 6
"""So many pages compute at once; each takes about 260 MB."""
_UNHEARD = {"transport_encryption": "required"} if ENCRYPTED else {"transport": "ipc"}
_WORDS = {
    403: "The panel is open to who started it. Open the address that `frontline explore` printed, as it is.",
    503: f"{MOST_KERNELS} panels are open, the most there may be. Close one of their tabs, and load this page again.",
}
_PAGE = """<!doctype html><html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<title>frontline</title><form method="post" action="{action}"><input type="hidden" name="token" value="{token}">
<input type="hidden" name="here" value="{here}"><noscript>The panel needs JavaScript.</noscript></form>
<script nonce="{nonce}">{script}</script></html>
"""
_ENTER = "document.forms[0].submit()"
_NAME_FIRST = """
const enter = origin => {{ document.forms[0].action = origin + "/enter"; {enter}; }};
fetch("{own}/enter", {{mode: "no-cors"}}).then(() => enter("{own}"), () => enter(location.origin));
"""
"""A cookie of 127.0.0.1 goes to every port there, one of an own name does not; not every browser knows the name."""


def redirect_page(port: int, token: str) -> str:
    """Return a page that opens the panel; it sends the token, so that no address has it."""
    return _PAGE.format(action=f"http://{HOST}:{port}/enter", token=token, here="", nonce="", script=_ENTER)


class Doorkeeper(IdentityProvider):  # type: ignore[misc]
    """Lets in who has the cookie, unless the page of somebody else asks; the token buys the cookie and nothing else."""

    def get_handlers(self) -> list[Any]:
        """Return no login page."""
        return []

    async def get_user_token(self, handler: Any) -> None:
        """Take no token anywhere but at `Enter`."""

    async def get_user(self, handler: Any) -> Any:
        """Return who asks; None for whoever is not let in."""
        site = handler.request.headers.get("Sec-Fetch-Site", "none")  # old browsers and programs do not say
        return await self._get_user(handler) if site in ("none", "same-origin") else None

    def knows(self, token: str) -> bool:
        """Tell whether a token is the right one."""
        return hmac.compare_digest(token.encode(), self.token.encode())


class _Own:
    """What our own two handlers share: a page that changes the token for a cookie, and refusals in a sentence."""

    def name_first(self: Any) -> None:
        """Go on at the panel's own name where the browser knows it, else here."""
        own = f"http://{self.settings['own_name']}:{self.settings['voila'].port}"
        script = _NAME_FIRST.format(own=own, enter=_ENTER)
        self.tell(f"connect-src {own}; form-action {own} 'self'", "yes", script)

    def tell(self: Any, may: str, here: str, script: str) -> None:
        """Finish with a page that may do nothing but what is said."""
        nonce, token = secrets.token_urlsafe(16), self.identity_provider.token if here else ""
        self.set_header("Content-Security-Policy", f"default-src 'none'; script-src 'nonce-{nonce}'; {may}")
        self.set_header("Cache-Control", "no-store")
        self.finish(_PAGE.format(action="/enter", token=token, here=here, nonce=nonce, script=script))

    def write_error(self: Any, status_code: int, **_: Any) -> None:
        """Refuse in a sentence."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(_WORDS.get(status_code, "This did not work; the terminal may say why.") + "\n")


class Enter(_Own, JupyterHandler):  # type: ignore[misc]
    """Where the token is changed for a cookie."""

    def check_xsrf_cookie(self) -> None:
        """Ask for no second proof: the token is one."""

    @allow_unauthenticated  # type: ignore[untyped-decorator]
    def get(self) -> None:
        """Answer that the browser knows the name by which it came."""
        self.set_status(204)

    @allow_unauthenticated  # type: ignore[untyped-decorator]
    def post(self) -> None:
        """Give the cookie at the name where it is to be kept."""
        keeper = self.identity_provider
        if not keeper.knows(self.get_body_argument("token", "")):
            raise HTTPError(403)
        if not self.get_body_argument("here", ""):
            return self.name_first()
        keeper.set_login_cookie(self, keeper.generate_anonymous_user(self))
        return self.tell("form-action 'none'", "", "location.replace('/')")


class Page(_Own, TornadoVoilaHandler):  # type: ignore[misc]
    """The panel."""

    @allow_unauthenticated  # type: ignore[untyped-decorator]
    async def get(self, path: str | None = None) -> None:
        """Start a kernel for who is let in; an address with the token is left at once."""
        if self.identity_provider.knows(self.get_query_argument("token", "")):
            return self.name_first()
        if not self.current_user:
            raise HTTPError(403)
        _ = self.xsrf_token  # sets the cookie by which the page may end its kernel
        return await super().get(path)


class Kernel(ServerKernelManager):  # type: ignore[misc]
    """A kernel whose sockets, where they are files, have names short enough for every system."""

    def _ip_default(self) -> str:
        if self.transport != "ipc":
            return HOST
        return str(Path(self.connection_file).with_name(secrets.token_hex(4)))


class Kernels(AsyncMappingKernelManager):  # type: ignore[misc]
    """The kernels of all pages that are open, and not too many."""

    _starting = 0

    async def start_kernel(self, **how: Any) -> str:
        """Start one more.

        Raises
        ------
        HTTPError
            If there are enough.
        """
        if len(self) + self._starting >= MOST_KERNELS:
            raise HTTPError(503)
        self._starting += 1
        try:
            return str(await super().start_kernel(**how))
        finally:
            self._starting -= 1


class PanelServer(Voila):  # type: ignore[misc]
    """Voilà at sockets that listen already.

    Attributes
    ----------
    sockets : list of socket
        Where.
    opened : callable
        Called once it answers.
    """

    sockets: list[socket.socket]
    opened: Callable[[], None]

    def init_handlers(self) -> list[Any]:
        """Return Voilà's handlers behind our own."""
        rules = super().init_handlers()
        page = next(rule for rule in rules if rule[1] is TornadoVoilaHandler)
        return [("/", Page, page[2]), ("/enter", Enter), *rules]

    def listen(self) -> None:
        """Serve until somebody ends it."""
        server, loop = HTTPServer(self.app), IOLoop.current()
        server.add_sockets(self.sockets)
        loop.add_callback(self.opened)
        try:
            loop.start()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def stop(self) -> None:
        """End all kernels, which have nothing to keep, while their sockets are there."""
        for each in ENDINGS:
            signal.signal(each, signal.SIG_IGN)
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        super().stop()


def config_of(folder: Path, token: str, idle_seconds: int) -> Config:
    """Return what is set in Voilà: nothing of the user's, and nothing that others can listen to.

    Parameters
    ----------
    folder : Path
        Ours alone; sockets and connection files go there.
    token : str
        The secret of this session.
    idle_seconds : int
        So long a kernel may live that no page is connected to.
    """
    name = f"{secrets.token_hex(8)}.localhost"
    cookie = {"expires_days": None, "samesite": "Strict"}
    tornado = {
        "allow_remote_access": False,
        "local_hostnames": ["localhost", name],
        "log_function": lambda handler: None,
        "login_url": "/",
        "own_name": name,
        "xsrf_cookie_kwargs": dict(cookie),
    }
    voila = {
        "config_file_paths": [],
        "connection_dir_root": str(folder),
        "cookie_secret": secrets.token_bytes(32),
        "identity_provider_class": Doorkeeper,
        "log_level": "ERROR",
        "open_browser": False,
        "token": token,
        "tornado_settings": tornado,
    }
    own = {"file_allowlist": [], "multi_kernel_manager_class": Kernels, "template": "frontline", "theme": "light"}
    culled = {"cull_idle_timeout": idle_seconds, "cull_interval": max(1, idle_seconds // 10)}
    return Config(
        {
            "Doorkeeper": {"cookie_options": cookie},
            "Kernel": {"shutdown_wait_time": 2.0, **_UNHEARD},
            "Kernels": {**culled, "kernel_manager_class": f"{__name__}.Kernel"},
            "Voila": voila,
            "VoilaConfiguration": own,
        }
    )
