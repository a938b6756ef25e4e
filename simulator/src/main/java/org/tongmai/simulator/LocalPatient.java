package org.tongmai.simulator;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A resident as one institution knows him or her. The link to the resident is the truth, which no institution sends.
 *
 * @param localId the institution's own number
 * @param errors what went wrong at registration
 * @param mended what the institution writes once it finds an error
 */
public record LocalPatient(
        Institution institution,
        String localId,
        Resident resident,
        Registration registration,
        Set<IdentityError> errors,
        @Nullable Mended mended) {

    /** A registration that is put right during the first visit that starts after a moment. */
    public record Mended(OffsetDateTime after, Registration registration) {}

    Optional<Mended> mendedLater() {
        return Optional.ofNullable(mended);
    }

    @Override
    public String toString() {
        return institution + " " + localId;
    }
}
