import Link from "next/link";

export default function NotFound() {
  return (
    <>
      <h1>Nothing here</h1>
      <p>
        This address names no page, backbone or board of ours. Try the{" "}
        <Link href="/" prefetch={false}>
          board
        </Link>{" "}
        or the{" "}
        <Link href="/backbones" prefetch={false}>
          list of backbones
        </Link>
        .
      </p>
    </>
  );
}
