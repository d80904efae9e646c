import { drawPreview } from "../../_preview/draw.ts";
import { keptAnswer } from "../../api/_http/kept-answers.ts";
import { nothingThere, openText, readPreflight } from "../../api/_http/open-data.ts";
import { problem } from "../../api/_http/problem.ts";
import { InTurn, TooManyWait } from "./in-turn.ts";
import { previewOf } from "./preview-of.tsx";

export const dynamic = "force-dynamic";

const drawings = new InTurn(20);
/** For a minute a picture is given as it is: while many bundles come, each would have every picture drawn anew. */
const headers = { "cache-control": "public, max-age=0, s-maxage=60" };

interface Context {
  readonly params: Promise<{ of: string[] }>;
}

/** The picture that a link to a page is shown with elsewhere: drawn at the first asking, a minute old at most. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { of } = await params;
  // A query says nothing here: with any of them it is the picture that is kept anyway.
  const [url = request.url] = request.url.split("?", 1);
  try {
    const answer = await keptAnswer({ url }, async () => {
      const preview = await previewOf(of);
      return preview && { text: await drawings.do(() => drawPreview(preview)), type: "image/png", headers };
    });
    return answer ? openText(request, answer) : nothingThere("no preview here; pages name theirs");
  } catch (error) {
    if (!(error instanceof TooManyWait)) throw error;
    return problem(503, error.message, { headers: { "retry-after": "5" } });
  }
}

export const OPTIONS = readPreflight;
