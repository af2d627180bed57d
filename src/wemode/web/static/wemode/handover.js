// Where one window is handed over to a patient, no other window of this browser goes on showing the
// case: the server answers none of them, and what still stands on their screens is cleared here.
"use strict";

const windows = new BroadcastChannel("wemode-handed");

if ("handed" in document.body.dataset) windows.postMessage("handed");
else {
  windows.onmessage = () => {
    document.body.replaceChildren();
    document.title = "Wemode";
    location.replace("/handed/");
  };
}
