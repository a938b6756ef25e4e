package org.tongmai.person.match;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Sex;

/** Writes registrations down as a test tells them. */
final class People {

    static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    private final long compartment;
    private String name = "";
    private Sex sex = Sex.UNKNOWN;
    private @Nullable LocalDate birthDate;
    private final List<String> numbers = new ArrayList<>();
    private final Set<String> documents = new LinkedHashSet<>();
    private final Set<String> phones = new LinkedHashSet<>();
    private final Set<String> guardians = new LinkedHashSet<>();
    private String address = "";

    private People(long compartment) {
        this.compartment = compartment;
    }

    static People person(long compartment) {
        return new People(compartment);
    }

    /** A number with the right check digit, in division 330106. */
    static String number(String birthDate, int sequence) {
        String head = "330106" + birthDate + "%03d".formatted(sequence);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += (head.charAt(i) - '0') * WEIGHTS[i];
        }
        return head + "10X98765432".charAt(sum % 11);
    }

    People named(String text) {
        name = text;
        return this;
    }

    People man() {
        sex = Sex.MALE;
        return this;
    }

    People woman() {
        sex = Sex.FEMALE;
        return this;
    }

    People born(String date) {
        birthDate = LocalDate.parse(date);
        return this;
    }

    People number(String text) {
        numbers.add(text);
        return this;
    }

    People document(String text) {
        documents.add(text);
        return this;
    }

    People phone(String text) {
        phones.add(text);
        return this;
    }

    People address(String text) {
        address = text;
        return this;
    }

    People guardian(String text) {
        guardians.add(text);
        return this;
    }

    Registration registered() {
        List<NumberClaim> claims = numbers.stream()
                .flatMap(number -> NumberClaim.read(number, Optional.ofNullable(birthDate), sex, TODAY).stream())
                .toList();
        return new Registration(
                compartment,
                PersonName.read(name, "").stream().toList(),
                sex,
                birthDate,
                Registration.minor(birthDate, TODAY),
                claims,
                documents,
                phones,
                PostalAddress.read(address),
                guardians,
                0,
                BlockingKeys.digest(name + sex + birthDate + numbers + documents + phones + address + guardians));
    }
}
