package org.tongmai.person.match;

import java.util.List;

/** What registrations are compared by. */
public enum Trait {
    NAME("name", true, NameFinding.values()),
    BIRTH_DATE("birth-date", true, BirthDates.Finding.values()),
    SEX("sex", true, Comparison.SexFinding.values()),
    NUMBER("resident-number", true, NumberFinding.values()),
    DOCUMENT("document", true, Comparison.DocumentFinding.values()),
    PHONE("phone", false, Comparison.PhoneFinding.values()),
    ADDRESS("address", false, PostalAddress.Finding.values()),
    GUARDIAN("guardian", false, Comparison.GuardianFinding.values());

    private final String word;
    private final boolean identity;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, of enum constants
    private final List<Found> findings;

    Trait(String word, boolean identity, Found... findings) {
        this.word = word;
        this.identity = identity;
        this.findings = List.of(findings);
    }

    /** A stable word. */
    public String word() {
        return word;
    }

    /** Whether it tells who somebody is, as an identity card does, and not how or with whom he lives. */
    public boolean identity() {
        return identity;
    }

    /** What the comparison may find, from the same to different. */
    public List<Found> findings() {
        return findings;
    }
}
