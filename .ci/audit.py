"""Asks PyPI's list of known vulnerabilities about every version in constraints.txt; fails if one of them has any.

pip-audit calls what it could not look up "skipped" and then finds no vulnerabilities; here that is said aloud. It is no
failure: a machine behind an index that has no such list, or none at all, can still test.
"""

from __future__ import annotations

import json
import subprocess
import sys

COMMAND = ("-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--format", "json")


def main() -> int:
    run = subprocess.run(
        (sys.executable, *COMMAND, "--progress-spinner", "off"), capture_output=True, text=True, check=False
    )
    text, is_bad = verdict(run.stdout)
    print(text or f"NOT AUDITED: {run.stderr.strip().splitlines()[-1]}")
    return int(is_bad)


def verdict(report: str) -> tuple[str, bool]:
    """A sentence for each finding, and whether there are vulnerabilities; nothing if there is no report."""
    if not report.strip():
        return "", False
    found = json.loads(report)["dependencies"]
    unknown = [each["name"] for each in found if "skip_reason" in each]
    bad = [each for each in found if each.get("vulns")]
    lines = [
        f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for each in bad
        for one in each["vulns"]
    ]
    if len(unknown) == len(found):
        return (
            f"NOT AUDITED: the index of this machine has no list of vulnerabilities ({len(found)} versions asked).",
            False,
        )
    if unknown:
        lines.append(f"NOT AUDITED: {', '.join(unknown)}")
    lines.append(f"{len(found) - len(unknown)} versions audited: {len(bad)} with known vulnerabilities.")
    return "\n".join(lines), bool(bad)


if __name__ == "__main__":
    sys.exit(main())
