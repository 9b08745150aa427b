// Says what is missing when the app cannot start; boot.css shows the sentence that the attribute names.
(() => {
  const root = document.documentElement;
  root.dataset.boot = "loading";
  if (typeof WebAssembly !== "object") {
    root.dataset.boot = "no-webassembly";
    return;
  }
  if (typeof RTCPeerConnection !== "function" || !navigator.mediaDevices) root.dataset.webrtc = "missing";
  const failed = () => {
    if (root.dataset.boot === "loading") root.dataset.boot = "failed";
  };
  // Captured: a script that cannot be fetched reports to its own element, and that does not bubble.
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", failed);
  addEventListener("TrunkApplicationStarted", () => {
    root.dataset.boot = "started";
    removeEventListener("error", failed, true);
    removeEventListener("unhandledrejection", failed);
  });
})();
