import Link from "next/link";
import { siteSettings } from "../api/_http/origin.ts";
import { dataSets, type Elsewhere, paper, repositoryLinks } from "./elsewhere.ts";
import styles from "./shell.module.css";

const onSite: readonly Elsewhere[] = [
  { label: "What the numbers mean", href: "/method" },
  { label: "How to cite", href: "/cite" },
  { label: "Changelog", href: "/snapshots" },
  { label: "Waiting", href: "/queue" },
];

const asData: readonly Elsewhere[] = [
  { label: "API", href: "/api/v1/openapi.json" },
  { label: "Feed", href: "/feed.xml" },
  { label: "BibTeX", href: "/cite.bib" },
];

export function SiteFooter() {
  const { repository } = siteSettings();
  return (
    <footer className={styles.footer}>
      <p>
        Dense Attentive Probing: one small readout on frozen features, the same for every backbone. Numbers
        carry their source; numbers of different sources are never ranked together.
      </p>
      <FooterLinks name="This site" links={onSite} />
      <FooterLinks name="Data" links={asData} />
      <FooterLinks
        name="Source"
        links={[{ label: "Paper", href: paper.href }, ...repositoryLinks(repository)]}
      />
      <FooterLinks name="Images" links={Object.values(dataSets)} />
    </footer>
  );
}

/** Pages are the site's own where their address begins with a slash and names no file. */
function FooterLinks({ name, links }: { name: string; links: readonly Elsewhere[] }) {
  return (
    <nav aria-label={name}>
      <h2>{name}</h2>
      <ul>
        {links.map(({ label, href }) => (
          <li key={href}>
            {/^\/[^.]*$/.test(href) ? (
              <Link href={href} prefetch={false}>
                {label}
              </Link>
            ) : (
              <a href={href}>{label}</a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
