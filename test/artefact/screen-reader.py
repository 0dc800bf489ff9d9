"""
What a screen reader sees and does, over AT-SPI: one request a line on standard input, one answer a line, both JSON.

An installed desktop takes no debugger, so no browser driver gets in. Assistive technology does, in every build.

{"do": "read"}                                  -> every node of every application, in reading order
{"do": "press" | "focus", "role": r, "name": n} -> true once done, false when there is no such node
"""
import json
import sys

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402


def nodes(node):
    if node is None:
        return
    yield node
    for at in range(node.get_child_count()):
        yield from nodes(node.get_child_at_index(at))


def everything():
    desktop = Atspi.get_desktop(0)
    # What it remembers is brought up to date by events, which nobody here waits for.
    desktop.clear_cache()
    for at in range(desktop.get_child_count()):
        yield from nodes(desktop.get_child_at_index(at))


def described(node):
    states = node.get_state_set()
    text = node.get_text_iface()
    return {
        'role': node.get_role_name(),
        'name': node.get_name(),
        'text': Atspi.Text.get_text(text, 0, -1) if text else '',
        'focused': states.contains(Atspi.StateType.FOCUSED),
    }


def read():
    found = []
    for node in everything():
        found.append(described(node))
    return found


def showing(role, name):
    for node in everything():
        if node.get_role_name() != role or node.get_name() != name:
            continue
        states = node.get_state_set()
        if states.contains(Atspi.StateType.SHOWING):
            return node
        # Below the edge of the window, where a screen reader scrolls to. Who asks, asks again.
        if states.contains(Atspi.StateType.VISIBLE):
            node.get_component_iface().scroll_to(Atspi.ScrollType.ANYWHERE)
    return None


def press(role, name):
    node = showing(role, name)
    return node is not None and node.get_action_iface().do_action(0)


def focus(role, name):
    node = showing(role, name)
    return node is not None and node.get_component_iface().grab_focus()


def answer(request):
    try:
        match request['do']:
            case 'read':
                return read()
            case 'press':
                return press(request['role'], request['name'])
            case 'focus':
                return focus(request['role'], request['name'])
    except gi.repository.GLib.Error:
        # What was on screen has gone while it was looked at. Who asks, asks again.
        return [] if request['do'] == 'read' else False


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
