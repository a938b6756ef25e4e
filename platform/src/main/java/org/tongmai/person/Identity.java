package org.tongmai.person;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.Mask;
import org.tongmai.person.match.NumberClaim;
import org.tongmai.person.match.Registration;

/**
 * A source patient as its institution registered it last.
 *
 * @param home the person number that it has while it stands alone
 * @param patient logical id of the Patient resource
 * @param institution unified social credit code; null where unknown
 * @param localId the number at the institution; empty where it sent none
 * @param name as written; empty where unknown
 * @param address as written; empty where unknown
 * @param placeholder whether a value that was sent only fills a field
 * @param at when the institution sent it
 */
public record Identity(
        long home,
        String patient,
        @Nullable String institution,
        String localId,
        String name,
        String address,
        Registration registration,
        boolean placeholder,
        Instant at) {

    private static final int NUMBER_ENDING = 6;
    private static final int PHONE_ENDING = 4;

    public long compartment() {
        return registration.compartment();
    }

    /** The last places of the first identity number or document. */
    public Optional<String> identifierTail() {
        return registration.numbers().stream()
                .map(number -> Mask.tail(number.value()))
                .findFirst()
                .or(() -> registration.documents().stream()
                        .sorted()
                        .map(Mask::tail)
                        .findFirst());
    }

    /** The last places of a phone. */
    public Optional<String> phoneTail() {
        return registration.phones().stream().sorted().map(Mask::tail).findFirst();
    }

    /**
     * Documents by which the person is known, each as {@code TYPE NUMBER} in one form: identity numbers whose check is right and
     * that agree with what stands beside them, and other documents.
     */
    public Set<String> documents() {
        return Stream.concat(
                        registration.numbers().stream()
                                .filter(number -> number.state() == NumberClaim.State.SOUND
                                        || number.state() == NumberClaim.State.CONVERTED)
                                .map(number -> DocumentType.RESIDENT_NUMBER + " " + number.value()),
                        registration.documents().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether there is no document with a usable number. */
    boolean unnumbered() {
        return registration.numbers().isEmpty() && registration.documents().isEmpty();
    }

    /** The administrative gender of FHIR. */
    public String gender() {
        return registration.sex().gender();
    }

    /** As registered; empty where unknown. */
    public Optional<LocalDate> birthDate() {
        return Optional.ofNullable(registration.birthDate());
    }

    /**
     * Whether somebody who says this ending knows the person: the last {@value #NUMBER_ENDING} places or more of an identity
     * number or document, the last {@value #PHONE_ENDING} or more of a phone.
     */
    public boolean endsWith(String ending) {
        String asked = ending.strip().toUpperCase(Locale.ROOT);
        return asked.length() >= PHONE_ENDING && registration.phones().stream().anyMatch(phone -> phone.endsWith(asked))
                || asked.length() >= NUMBER_ENDING
                        && Stream.concat(
                                        registration.numbers().stream().map(number -> number.value()),
                                        registration.documents().stream())
                                .anyMatch(number -> number.endsWith(asked));
    }

    /** Never the person's data, so that they cannot slip into a log. */
    @Override
    public String toString() {
        return "Patient/" + patient;
    }
}
