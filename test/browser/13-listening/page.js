for (const type of ["ready", "submitted", "error"])
  document.addEventListener(`registration:${type}`, (event) => {
    const item = document.createElement("li");
    item.textContent = JSON.stringify({ type, ...event.detail });
    document.querySelector("#heard").append(item);
  });
