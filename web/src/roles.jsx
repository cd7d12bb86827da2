// The switch of roles: as whom the open tab asks.

import { useHeadersEditorState } from "@graphiql/react";
import { useState } from "react";

const NOBODY = "nobody";

export function Roles({ session, opening, onChosen }) {
  const [role, setRole] = useState(opening ?? NOBODY);
  const [, setHeaders] = useHeadersEditorState();
  const [complaint, setComplaint] = useState("");

  async function choose(event) {
    const chosen = event.target.value;
    try {
      setHeaders(asText(await session.headersOf(chosen)));
      setRole(chosen);
      setComplaint("");
      onChosen(chosen);
    } catch (error) {
      setComplaint(error.message);
    }
  }

  return (
    <label className="roles" title={complaint || "The demonstration's user that the open tab asks as"}>
      as{" "}
      <select value={role} onChange={choose} aria-invalid={complaint !== ""}>
        {[...session.roles, NOBODY].map((each) => (
          <option key={each} value={each}>
            {each.replaceAll("_", " ")}
          </option>
        ))}
      </select>
    </label>
  );
}

export function asText(headers) {
  return Object.keys(headers).length > 0 ? JSON.stringify(headers, null, 2) : "";
}
