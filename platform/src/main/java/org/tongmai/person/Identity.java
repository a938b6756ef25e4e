package org.tongmai.person;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Mask;
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
        Instant at) {

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

    /** Never the person's data, so that they cannot slip into a log. */
    @Override
    public String toString() {
        return "Patient/" + patient;
    }
}
