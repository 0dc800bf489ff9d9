/** The product's mark: a V that opens on a point of view. Decoration beside the name, so hidden from screen readers. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg className={className} viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <path d="M5 8h7.200L20 25.2 27.8 8H35L23.4 34h-6.800z" />
      <circle cx="20" cy="10" r="4" />
    </svg>
  );
}
