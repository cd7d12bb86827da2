// As whom the page asks. A demonstration offers accounts, one for each role, in /graphiql.json:
//
//     {"accounts": [{"role": "member", "email": "...", "password": "..."}, ...]}
//
// The page signs in by the graph itself, and stays signed in: an access token lasts ten minutes, and whatever is sent with
// one of ours that is about to end goes with the next one instead.

const LOGIN = `mutation ($input: LoginInput!) {
  done: login(input: $input) { session { accessToken refreshToken expiresAt } errors { code message } }
}`;
const REFRESH = `mutation ($input: RefreshTokenInput!) {
  done: refreshToken(input: $input) { session { accessToken refreshToken expiresAt } errors { code message } }
}`;
const MARGIN_MS = 30_000;

export class Session {
  #accounts;
  #askForCode;
  // By role: the tokens there are. By access token: the role that it was got for, also after it has ended.
  #held = new Map();
  #roles = new Map();

  constructor(accounts, askForCode) {
    this.#accounts = new Map(accounts.map((account) => [account.role, account]));
    this.#askForCode = askForCode;
  }

  get roles() {
    return [...this.#accounts.keys()];
  }

  /** The headers to send as a role; none for nobody. */
  async headersOf(role) {
    return this.#accounts.has(role) ? { authorization: `Bearer ${await this.#token(role)}` } : {};
  }

  /** The same headers, with a token of ours that is about to end replaced by the next. */
  async fresh(headers) {
    const name = Object.keys(headers).find((each) => each.toLowerCase() === "authorization");
    const role = this.#roles.get(name && headers[name].replace(/^Bearer\s+/i, ""));
    return role === undefined ? headers : { ...headers, [name]: `Bearer ${await this.#token(role)}` };
  }

  async #token(role) {
    const held = this.#held.get(role);
    if (held && Date.parse(held.expiresAt) - Date.now() > MARGIN_MS) {
      return held.accessToken;
    }
    const renewed = held && (await ask(REFRESH, { refreshToken: held.refreshToken })).session;
    const session = renewed ?? (await this.#logIn(this.#accounts.get(role)));
    this.#held.set(role, session);
    this.#roles.set(session.accessToken, role);
    return session.accessToken;
  }

  async #logIn({ email, password }) {
    let done = await ask(LOGIN, { email, password });
    if (done.errors[0]?.code === "SECOND_FACTOR_REQUIRED") {
      const otp = this.#askForCode(email);
      done = otp ? await ask(LOGIN, { email, password, otp }) : done;
    }
    if (!done.session) {
      throw new Error(`${email}: ${done.errors[0].message}`);
    }
    return done.session;
  }
}

async function ask(query, input) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = await response.json();
  if (!data?.done) {
    throw new Error(errors?.[0]?.message ?? "The graph does not answer.");
  }
  return data.done;
}
