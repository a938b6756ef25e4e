package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody is as an institution wrote it down; any of it may be wrong.
 *
 * @param idNumber as typed, may be a placeholder or break its check digit
 * @param mother of a child under 14: name and phone
 */
public record Registration(
        Name name,
        @Nullable String idNumber,
        Sex sex,
        LocalDate birthDate,
        @Nullable Address address,
        @Nullable String phone,
        String ethnicity,
        @Nullable Contact mother) {

    /** A person to call. */
    public record Contact(Name name, @Nullable String phone) {}

    static final int CHILD_YEARS = 14;

    /** The truth about a resident. */
    static Registration of(Resident resident, LocalDate today) {
        Contact mother = resident.motherKnown()
                .filter(known -> resident.yearsOn(today) < CHILD_YEARS)
                .map(known -> new Contact(known.name(), known.phone()))
                .orElse(null);
        return new Registration(
                resident.name(),
                resident.idNumber(),
                resident.sex(),
                resident.birthDate(),
                resident.address(),
                resident.phone(),
                resident.ethnicity(),
                mother);
    }

    Registration withName(Name changed) {
        return new Registration(changed, idNumber, sex, birthDate, address, phone, ethnicity, mother);
    }

    Registration withIdNumber(@Nullable String changed) {
        return new Registration(name, changed, sex, birthDate, address, phone, ethnicity, mother);
    }

    Registration withSex(Sex changed) {
        return new Registration(name, idNumber, changed, birthDate, address, phone, ethnicity, mother);
    }

    Registration withBirthDate(LocalDate changed) {
        return new Registration(name, idNumber, sex, changed, address, phone, ethnicity, mother);
    }

    Registration withAddress(@Nullable Address changed) {
        return new Registration(name, idNumber, sex, birthDate, changed, phone, ethnicity, mother);
    }

    Registration withPhone(@Nullable String changed) {
        return new Registration(name, idNumber, sex, birthDate, address, changed, ethnicity, mother);
    }

    Optional<String> idNumberGiven() {
        return Optional.ofNullable(idNumber);
    }

    Optional<Address> addressGiven() {
        return Optional.ofNullable(address);
    }

    Optional<String> phoneGiven() {
        return Optional.ofNullable(phone);
    }

    Optional<Contact> motherGiven() {
        return Optional.ofNullable(mother);
    }
}
