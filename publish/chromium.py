"""The Chromium that prints: for sheets, the PDF and the cover of the EPUB."""

import os
import shutil
import subprocess
import sys
import tempfile

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
WINDOWS = r"C:\Program Files\Google\Chrome\Application\chrome.exe"
NO_BROWSER = (
    "no Chromium was found. Install one (Debian and Ubuntu: apt install chromium; "
    "Mac: brew install --cask google-chrome; Windows: winget install Google.Chrome), "
    "or name it: make ... CHROME=/path/to/chrome"
)


def browser():
    """Return a Chromium, or end with a word on how to get one."""
    named = os.environ.get("CHROME")
    for name in [named] if named else [*BROWSERS, MAC, WINDOWS]:
        if found := shutil.which(name):
            return found
    sys.exit(NO_BROWSER)


def make(page, target, *flags):
    """Let Chromium make a file of an HTML page, with a profile that is thrown away."""
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless", "--disable-gpu", f"--user-data-dir={profile}", *flags]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium's sandbox refuses to run for root
        command = [browser(), *flags, page.as_uri()]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=1800)
    if ran.returncode or not target.exists():
        sys.exit(f"{command[0]} made no {target.name}:\n{ran.stderr}")


def print_pdf(page, pdf, *flags):
    """Print an HTML page as a PDF; its headings become the outline."""
    flags = ["--no-pdf-header-footer", "--generate-pdf-document-outline", *flags]
    make(page, pdf, *flags, f"--print-to-pdf={pdf}")


def screenshot(page, png, width, height):
    """Store the first screen of an HTML page as a picture."""
    flags = ["--hide-scrollbars", "--force-device-scale-factor=1"]
    make(page, png, *flags, f"--window-size={width},{height}", f"--screenshot={png}")
