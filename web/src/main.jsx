// Opens the page: ask the server what to start with and as whom, then hand over to GraphiQL.

// First, because Monaco looks for its workers while GraphiQL is being imported.
import "graphiql/setup-workers/vite";

import { createRoot } from "react-dom/client";

import { Page, signIn } from "./page.jsx";
import { fetchStart } from "./start.js";

const start = await fetchStart();
const signedIn = await signIn(start);
createRoot(document.getElementById("page")).render(<Page start={start} signedIn={signedIn} />);
