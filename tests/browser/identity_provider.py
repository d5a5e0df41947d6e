"""A minimal identity provider (OpenID Connect) for tests, for one login at a time.

Authorization code flow with discovery, PKCE and an RS256 id token (OpenID Connect Core 1.0, sections 3.1 and
10.1; Discovery 1.0; RFC 7636). A visitor enters a name, without a password.
"""

import base64
import contextlib
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import uvicorn
from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "autoencoder-lab", "only for tests"
_FORM = """<form action="/decide"><input name="name" aria-label="Name"><button>Sign in</button>%s</form>"""


class IdentityProvider:
    """The endpoints and the unfinished logins.

    Args:
        issuer: Its address.
    """

    def __init__(self, issuer: str):
        self.issuer = issuer
        self._key = jwk.RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})
        self._requested: dict[str, dict[str, str]] = {}
        self._granted: dict[str, dict[str, str]] = {}
        routes = {
            "/.well-known/openid-configuration": self._discover,
            "/authorize": self._authorize,
            "/decide": self._decide,
            "/jwks": self._list_keys,
            "/favicon.ico": self._show_no_icon,
        }
        self.app = Starlette(
            routes=[
                *(Route(path, answer) for path, answer in routes.items()),
                Route("/token", self._exchange, methods=["POST"]),
            ]
        )

    async def _discover(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _list_keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def _show_no_icon(self, request: Request) -> Response:
        return Response(status_code=204)

    async def _authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        assert (query["client_id"], query["response_type"]) == (CLIENT_ID, "code")
        assert "openid" in query["scope"].split()
        ticket = secrets.token_urlsafe()
        self._requested[ticket] = query
        return HTMLResponse(_FORM % f'<input type="hidden" name="ticket" value="{ticket}">')

    async def _decide(self, request: Request) -> Response:
        query = self._requested.pop(request.query_params["ticket"])
        code = secrets.token_urlsafe()
        self._granted[code] = query | {"name": request.query_params["name"]}
        parameters = urlencode({"code": code, "state": query["state"]})
        return RedirectResponse(f"{query['redirect_uri']}?{parameters}", 303)

    async def _exchange(self, request: Request) -> Response:
        form = await request.form()
        granted = self._granted.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        credentials = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if (
            granted is None
            or granted["code_challenge"] != challenge
            or granted["redirect_uri"] != form["redirect_uri"]
            or request.headers.get("authorization") != f"Basic {credentials}"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": f"subject-of-{granted['name']}",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 600,
            "nonce": granted["nonce"],
            "name": granted["name"],
        }
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self._key)
        return JSONResponse(
            {
                "access_token": secrets.token_urlsafe(),
                "token_type": "Bearer",
                "expires_in": 600,
                "id_token": token,
            }
        )


@contextlib.contextmanager
def run_identity_provider(port: int) -> Iterator[str]:
    """Serves an identity provider while the context is open; yields its address."""
    issuer = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(IdentityProvider(issuer).app, host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the identity provider ended"
        time.sleep(0.01)
    try:
        yield issuer
    finally:
        server.should_exit = True
        thread.join(10)
