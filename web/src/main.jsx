// Opens the page: ask the server what to start with, then hand over to GraphiQL.

// First, because Monaco looks for its workers while GraphiQL is being imported.
import "graphiql/setup-workers/vite";

import { createRoot } from "react-dom/client";

import { Page } from "./page.jsx";
import { fetchStart } from "./start.js";

const start = await fetchStart();
createRoot(document.getElementById("page")).render(<Page start={start} />);
