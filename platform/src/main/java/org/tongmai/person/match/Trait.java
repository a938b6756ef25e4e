package org.tongmai.person.match;

import java.util.List;

/** What registrations are compared by. */
public enum Trait {
    NAME("name", NameFinding.values()),
    BIRTH_DATE("birth-date", BirthDates.Finding.values()),
    SEX("sex", Comparison.SexFinding.values()),
    NUMBER("resident-number", NumberFinding.values()),
    DOCUMENT("document", Comparison.DocumentFinding.values()),
    PHONE("phone", Comparison.PhoneFinding.values()),
    ADDRESS("address", PostalAddress.Finding.values()),
    GUARDIAN("guardian", Comparison.GuardianFinding.values());

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, of enum constants
    private final List<Found> findings;

    Trait(String word, Found... findings) {
        this.word = word;
        this.findings = List.of(findings);
    }

    /** A stable word. */
    public String word() {
        return word;
    }

    /** What the comparison may find, from the same to different. */
    public List<Found> findings() {
        return findings;
    }
}
