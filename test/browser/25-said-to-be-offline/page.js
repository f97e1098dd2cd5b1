Object.defineProperty(navigator, "onLine", { get: () => false });
