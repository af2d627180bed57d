// Hidden names stay hidden: set before anything is drawn.
if (localStorage.getItem("names") === "hidden") document.documentElement.classList.add("names-hidden");
