"""Chromium, told what to do through a pipe: nothing but Python's own library is needed."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = [
    "--headless=new", "--no-first-run", "--hide-scrollbars", "--remote-debugging-pipe",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]


class Browser:
    """One browser. What every page of it asks for, logs or throws is kept in `events`."""

    def __init__(self, *flags):
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        if not program:
            raise SystemExit("no chromium: install it, or name it in $CHROMIUM")
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        # Away from 3 and 4, which the browser reads from and writes to.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (*os.pipe(), *os.pipe())]
        theirs_in, self.out, self.inn, theirs_out = ends

        def place():
            os.dup2(theirs_in, 3)
            os.dup2(theirs_out, 4)

        flags = [*FLAGS, *flags, "--user-data-dir=" + self.folder.name, "about:blank"]
        if os.geteuid() == 0:
            flags.insert(0, "--no-sandbox")
        self.process = subprocess.Popen(
            [program, *flags], pass_fds=(3, 4), preexec_fn=place,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.buffer, self.number, self.answers, self.events = b"", 0, {}, []
        self.session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def post(self, method, session=None, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session or self.session:
            message["sessionId"] = session or self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        return self.number

    def call(self, method, timeout=120, **params):
        number = self.post(method, **params)
        end = time.monotonic() + timeout
        while number not in self.answers:
            self.read(end - time.monotonic())
        answer = self.answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def read(self, timeout):
        """Takes what the browser says within a while."""
        if timeout <= 0 or not select.select([self.inn], [], [], timeout)[0]:
            if timeout <= 0:
                raise TimeoutError("the browser does not answer")
            return
        chunk = os.read(self.inn, 1 << 20)
        if not chunk:
            raise RuntimeError("the browser has gone")
        *messages, self.buffer = (self.buffer + chunk).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self.answers[message["id"]] = message
                continue
            self.events.append(message)
            if message["method"] == "Target.attachedToTarget":
                # A worker waits until it is watched.
                own = message["params"]["sessionId"]
                self.watch(own)
                self.post("Runtime.runIfWaitingForDebugger", own)

    def watch(self, session):
        for method in ("Network.enable", "Runtime.enable", "Log.enable"):
            self.post(method, session)
        self.post("Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=True,
                  flatten=True)

    def open(self, url, width, height):
        """A new page; returns when its document is there."""
        self.session = None
        self.events.clear()
        target = self.call("Target.createTarget", url="about:blank")
        self.session = self.call(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        self.watch(self.session)
        self.call("Page.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def ask(self, script):
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, script, timeout=180):
        end = time.monotonic() + timeout
        while not self.ask(script):
            if time.monotonic() > end:
                raise TimeoutError(script)
            time.sleep(0.05)

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def picture(self, file, clip=None, whole=False):
        params = {"format": "png", "captureBeyondViewport": whole}
        if clip:
            params["clip"] = {**clip, "scale": 1}
        with open(file, "wb") as out:
            out.write(base64.b64decode(self.call("Page.captureScreenshot", **params)["data"]))

    def pdf(self, file, width, height):
        """Prints on a sheet of so many millimetres."""
        answer = self.call("Page.printToPDF", paperWidth=width / 25.4, paperHeight=height / 25.4,
                           printBackground=True, preferCSSPageSize=False)
        with open(file, "wb") as out:
            out.write(base64.b64decode(answer["data"]))

    def requests(self):
        return [e["params"]["request"]["url"] for e in self.events
                if e["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        """Errors and warnings of scripts, of the page and of its policy."""
        found = []
        for event in self.events:
            params = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                found.append(details.get("exception", {}).get("description", details["text"]))
            elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in (
                    "error", "warning", "assert"):
                found.append(" ".join(str(a.get("value", a.get("description"))) for a in params["args"]))
            elif event["method"] == "Log.entryAdded" and params["entry"]["level"] in (
                    "error", "warning"):
                found.append(params["entry"]["text"])
        return found
