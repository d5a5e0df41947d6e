"""The visitor of a page: id, login, and the limits of a public demo."""

import collections
import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from aecore.limits import InvalidLimit, Limits, read_limits
from pages.ui import state
from pages.ui.markdown import escape_markdown

# A section of the secrets with one of these keys configures a login provider.
_PROVIDER_KEYS = {"client_id", "server_metadata_url"}


def visitor_id() -> str:
    """Returns the id that is saved as owner of runs and selections.

    The id is a hash of issuer and subject, which together identify a person, since the files of a run can be
    downloaded. It is empty without login outside a public demo.
    """
    if st.user.get("is_logged_in"):
        return hashlib.sha256(f"{st.user.get('iss')} {st.user['sub']}".encode()).hexdigest()[:32]
    if find_limits() is None:
        return ""
    return state.VISITOR.setdefault(f"anonymous-{secrets.token_hex(16)}")


def show_account() -> None:
    """Shows the buttons for login and logout if a provider is configured."""
    providers = _list_providers()
    if st.user.get("is_logged_in"):
        name = st.user.get("name") or st.user.get("email") or "Logged in"
        st.caption(f":material/person: {escape_markdown(name, 60)}")
        st.button("Log out", icon=":material/logout:", on_click=st.logout, width="stretch")
        return
    for provider in providers:
        label = f"Log in with {escape_markdown(provider.title())}" if provider else "Log in"
        if st.button(label, icon=":material/login:", width="stretch", key=f"log_in_{provider}"):
            st.login(provider or None)


def find_limits() -> Limits | None:
    """Returns the limits of a public demo, or None outside a public demo.

    Raises:
        InvalidLimit: if a limit is not a number, or the secrets cannot be read.
    """
    return read_limits(collections.ChainMap(os.environ, _read_secrets()))


def show_limits() -> None:
    """Shows the limits of a public demo."""
    limits = find_limits()
    if limits is None:
        return
    with st.popover("Public demo", icon=":material/public:", width="stretch"):
        lines = "".join(f"\n- {line}" for line in limits.describe())
        st.markdown(
            "All visitors can see all runs; only the person who made a run can stop or delete it. "
            f"Limits:\n{lines}\n\nOn your own machine the dashboard has no limits."
        )
        if not st.user.get("is_logged_in"):
            st.caption(
                "You are not logged in: after a reload you can no longer delete your runs and selections."
            )


def _list_providers() -> list[str]:
    """Returns the names of the configured login providers; a single one may have an empty name."""
    auth = _read_secrets().get("auth") or {}
    if auth.keys() & _PROVIDER_KEYS:
        return [""]
    sections = {name: value for name, value in auth.items() if isinstance(value, Mapping)}
    return [name for name, value in sections.items() if value.keys() & _PROVIDER_KEYS]


def _read_secrets() -> Mapping[str, Any]:
    if st.secrets.load_if_toml_exists():
        return st.secrets
    if any(Path(path).is_file() for path in st.get_option("secrets.files")):
        raise InvalidLimit(
            "Expected a valid secrets.toml, but it cannot be read: correct it, because it may contain limits."
        )
    return {}
