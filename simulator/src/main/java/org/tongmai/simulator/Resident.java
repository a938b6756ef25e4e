package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resident as he or she really is; what institutions write down of it is a {@link Registration}.
 *
 * @param id {@code R000001}; {@link DemoResident#ID} is the scripted one
 * @param idNumber GB 11643 number, valid and reserved
 * @param ethnicity GB 3304 code
 * @param phone in use now; a child's is the mother's
 * @param formerPhone given up
 * @param mother the resident's mother if she is a resident
 */
public record Resident(
        String id,
        String household,
        Name name,
        Sex sex,
        LocalDate birthDate,
        String idNumber,
        String ethnicity,
        Address address,
        String phone,
        String formerPhone,
        boolean twin,
        @Nullable Resident mother) {

    /** The mother, if she is a resident of the province. */
    public Optional<Resident> motherKnown() {
        return Optional.ofNullable(mother);
    }

    int yearsOn(LocalDate day) {
        return birthDate.until(day).getYears();
    }

    @Override
    public String toString() {
        return id;
    }
}
