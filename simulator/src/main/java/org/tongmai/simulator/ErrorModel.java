package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down who a resident is, with the errors that clerks make. It knows nothing of how a platform links people.
 *
 * <p>Each error is thrown for on its own; what an earlier one has taken away (a missing number) a later one cannot spoil. The
 * birth date of a form that has an ID number is mostly copied from it, hence right.
 */
final class ErrorModel {

    /** A registration and what is wrong with it. */
    record Written(Registration registration, Set<IdentityError> errors) {}

    private static final List<String> NUMBER_PLACEHOLDERS =
            List.of("000000000000000000", "111111111111111111", "无", "不详", "未带");
    private static final List<String> PHONE_PLACEHOLDERS = List.of("13800000000", "00000000000", "13888888888", "无");
    private static final List<String> ADDRESS_PLACEHOLDERS = List.of("无", "不详", "杭州", "本市", "同上");
    private static final LocalDate FIFTEEN_DIGITS_UNTIL = LocalDate.of(1999, 1, 1);
    private static final LocalDate LUNAR_UNTIL = LocalDate.of(1975, 1, 1);
    private static final double BIRTH_WITH_NUMBER = 0.2;
    private static final double BIRTH_WITHOUT_NUMBER = 3;
    private static final int DATE_TRIES = 20;

    private final ErrorRates rates;
    private final LocalDate today;

    ErrorModel(ErrorRates rates, LocalDate today) {
        this.rates = rates;
        this.today = today;
    }

    Written write(Resident resident, Institution institution, Dice dice) {
        Registration registration = Registration.of(resident, today);
        Set<IdentityError> errors = EnumSet.noneOf(IdentityError.class);
        for (IdentityError error : rates.errors()) {
            double rate = rates.at(institution, error) * birthFactor(error, registration);
            if (dice.chance(rate)) {
                Optional<Registration> spoiled =
                        spoil(error, resident, registration, dice).filter(changed -> differs(changed, resident));
                if (spoiled.isPresent() && !spoiled.get().equals(registration)) {
                    registration = spoiled.get();
                    errors.add(error);
                }
            }
        }
        return new Written(registration, errors);
    }

    /** A newborn before it has a name and a number: 王芳之子, of twins 王芳之子一. */
    Written newborn(Resident child, Resident mother, int born) {
        String called = mother.name().given() + "之" + (child.sex() == Sex.MALE ? "子" : "女")
                + (child.twin() ? born == 1 ? "一" : "二" : "");
        Registration registration = Registration.of(child, today)
                .withName(new Name(mother.name().family(), called))
                .withIdNumber(null);
        return new Written(registration, EnumSet.of(IdentityError.NEWBORN_NAME));
    }

    /** Whether it is wrong at all. Nobody is written down as born after a visit: of the young, a later birth date is noticed. */
    private boolean differs(Registration changed, Resident resident) {
        boolean noticed =
                changed.birthDate().isAfter(resident.birthDate()) && resident.yearsOn(today) < Registration.CHILD_YEARS;
        return !noticed && !changed.equals(Registration.of(resident, today));
    }

    private static double birthFactor(IdentityError error, Registration registration) {
        return switch (error) {
            case BIRTH_DIGIT, BIRTH_LUNAR, BIRTH_ROUNDED ->
                registration.idNumberGiven().isPresent() ? BIRTH_WITH_NUMBER : BIRTH_WITHOUT_NUMBER;
            case NEWBORN_NAME,
                    NUMBER_MISSING,
                    NUMBER_OF_RELATIVE,
                    NUMBER_FIFTEEN,
                    NUMBER_TRANSPOSED,
                    NUMBER_DIGIT,
                    NUMBER_PLACEHOLDER,
                    NAME_HOMOPHONE,
                    NAME_SHAPE,
                    NAME_ORDER,
                    NAME_RARE,
                    NAME_DOT,
                    PHONE_OLD,
                    PHONE_MISSING,
                    PHONE_PLACEHOLDER,
                    PHONE_DIGIT,
                    SEX_WRONG,
                    ADDRESS_MISSING,
                    ADDRESS_PLACEHOLDER,
                    ADDRESS_SHORT,
                    REGISTERED_TWICE -> 1;
        };
    }

    /** Empty where the error cannot happen to this registration. */
    private Optional<Registration> spoil(IdentityError error, Resident resident, Registration r, Dice dice) {
        Optional<String> number = r.idNumberGiven().filter(given -> given.equals(resident.idNumber()));
        Optional<String> phone = r.phoneGiven();
        return switch (error) {
            case NEWBORN_NAME, REGISTERED_TWICE -> Optional.empty();
            case NUMBER_MISSING -> Optional.of(r.withIdNumber(null));
            case NUMBER_OF_RELATIVE ->
                number.flatMap(own -> r.motherGiven())
                        .flatMap(contact -> resident.motherKnown())
                        .map(mother -> r.withIdNumber(mother.idNumber()));
            case NUMBER_FIFTEEN ->
                number.filter(own -> r.birthDate().isBefore(FIFTEEN_DIGITS_UNTIL))
                        .map(own -> r.withIdNumber(IdNumber.fifteen(own)));
            case NUMBER_TRANSPOSED -> number.map(own -> r.withIdNumber(Typos.transposed(own, dice)));
            case NUMBER_DIGIT -> number.map(own -> r.withIdNumber(Typos.otherDigit(own, dice)));
            case NUMBER_PLACEHOLDER -> number.map(own -> r.withIdNumber(dice.pick(NUMBER_PLACEHOLDERS)));
            case NAME_HOMOPHONE -> Optional.of(r.withName(Typos.homophone(r.name(), dice)));
            case NAME_SHAPE -> Optional.of(r.withName(Typos.similarShape(r.name(), dice)));
            case NAME_ORDER -> Optional.of(r.withName(Typos.swapped(r.name())));
            case NAME_RARE -> Optional.of(r.withName(Typos.withoutRare(r.name(), dice)));
            case NAME_DOT -> Optional.of(r.withName(Typos.otherDot(r.name(), dice)));
            case PHONE_OLD -> Optional.of(r.withPhone(resident.formerPhone()));
            case PHONE_MISSING -> Optional.of(r.withPhone(null));
            case PHONE_PLACEHOLDER -> phone.map(own -> r.withPhone(dice.pick(PHONE_PLACEHOLDERS)));
            case PHONE_DIGIT ->
                phone.filter(own -> own.length() == 11 && own.startsWith("1"))
                        .map(own -> r.withPhone(Typos.otherDigit(own, dice)));
            case BIRTH_DIGIT -> Optional.of(r.withBirthDate(otherDate(r.birthDate(), dice)));
            case BIRTH_LUNAR ->
                Optional.of(r.birthDate())
                        .filter(LUNAR_UNTIL::isAfter)
                        .map(birth -> r.withBirthDate(birth.minusDays(dice.between(19, 50))));
            case BIRTH_ROUNDED -> Optional.of(r.withBirthDate(r.birthDate().withDayOfYear(1)));
            case SEX_WRONG -> Optional.of(r.withSex(r.sex().other()));
            case ADDRESS_MISSING -> Optional.of(r.withAddress(null));
            case ADDRESS_PLACEHOLDER ->
                r.addressGiven()
                        .map(own -> r.withAddress(
                                new Address("", "", "", own.division(), dice.pick(ADDRESS_PLACEHOLDERS), "")));
            case ADDRESS_SHORT ->
                r.addressGiven()
                        .filter(own -> !own.city().isEmpty())
                        .map(own -> r.withAddress(new Address("", "", "", own.division(), own.street(), "")));
        };
    }

    private static LocalDate otherDate(LocalDate birth, Dice dice) {
        for (int i = 0; i < DATE_TRIES; i++) {
            if (dice.chance(0.5)) {
                int day = oneDigitOff(birth.getDayOfMonth(), dice);
                if (day >= 1 && day <= birth.lengthOfMonth()) {
                    return birth.withDayOfMonth(day);
                }
            } else {
                int month = oneDigitOff(birth.getMonthValue(), dice);
                if (month >= 1 && month <= 12) {
                    return birth.withMonth(month);
                }
            }
        }
        return birth;
    }

    private static int oneDigitOff(int twoDigits, Dice dice) {
        int tens = twoDigits / 10;
        int ones = twoDigits % 10;
        return dice.chance(0.3) ? dice.below(4) * 10 + ones : tens * 10 + dice.below(10);
    }
}
