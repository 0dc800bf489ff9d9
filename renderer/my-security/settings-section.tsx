import type { ReactNode } from 'react';
import './settings-section.css';

interface SettingsSectionProps {
  readonly title: string;
  readonly lead: string;
  readonly headingId?: string;
  readonly children: ReactNode;
}

/** A subject's name and explanation beside what can be done about it; above it where there is no room. */
export function SettingsSection({ title, lead, headingId, children }: SettingsSectionProps) {
  return (
    <section className="settings-section">
      <div className="settings-section__about">
        <h2 id={headingId} tabIndex={-1} className="settings-section__title">
          {title}
        </h2>
        <p className="settings-section__lead">{lead}</p>
      </div>
      <div className="settings-section__content">{children}</div>
    </section>
  );
}
