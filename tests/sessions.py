"""The leader of a session -> the processes of it that live: what a run started, whoever its parent is by now."""

from pathlib import Path


def of_session(leader: int) -> list[int]:
    """Their pids. The fields of /proc/PID/stat after the name: state, parent, group, session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended while we looked
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
