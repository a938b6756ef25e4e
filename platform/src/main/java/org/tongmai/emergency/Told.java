package org.tongmai.emergency;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/**
 * Somebody as written down; what is left out is unknown.
 *
 * @param version of the person as it was shown; left out for a new one
 * @param followDays days of medical observation after the last exposure; of a contact
 */
public record Told(
        @Nullable Integer version,
        @Nullable String name,
        @Nullable String number,
        @Nullable String sex,
        @Nullable String birthDate,
        @Nullable String phone,
        @Nullable String address,
        @Nullable String workplace,
        @Nullable String occupation,
        @Nullable String place,
        Person.@Nullable Category category,
        @Nullable LocalDate lastExposure,
        @Nullable Integer followDays,
        @Nullable Classification classification,
        @Nullable LocalDate onset,
        @Nullable Ending ending,
        @Nullable LocalDate endedOn) {

    private static final int TEXT_LONGEST = 200;
    private static final int FOLLOW_DAYS_MOST = 90;

    /**
     * The person with a number of the event.
     *
     * @throws Problem {@code emergency.incomplete} with the field
     */
    Person person(int its, Ledger.Page page, @Nullable Long card, @Nullable Long compartment) {
        String where = Refusals.said(place, "place");
        Integer days = followDays;
        LocalDate exposed = lastExposure;
        LocalDate ended = endedOn;
        Refusals.require(category != null || classification != null, "classification");
        Refusals.require(exposed == null || category != null && People.past(exposed, page), "lastExposure");
        Refusals.require(
                days == null || category != null && exposed != null && days >= 1 && days <= FOLLOW_DAYS_MOST,
                "followDays");
        Refusals.require(onset == null || classification != null && People.past(onset, page), "onset");
        Refusals.require((ending == null) == (ended == null), "endedOn");
        Refusals.require(
                ended == null
                        || classification != null
                                && People.past(ended, page)
                                && (onset == null || !ended.isBefore(onset)),
                "endedOn");
        return new Person(
                its,
                page.event().version() + 1,
                card,
                compartment,
                who(),
                where.isEmpty() ? "" : new RegionCode(where).value(),
                category,
                exposed,
                days == null || exposed == null ? null : exposed.plusDays(days),
                classification,
                onset,
                ending,
                ended);
    }

    private Person.Particulars who() {
        Refusals.require(Set.of("", "男", "女").contains(Refusals.said(sex, "sex")), "sex");
        Refusals.require(day(Refusals.said(birthDate, "birthDate")), "birthDate");
        Refusals.told(name, "name");
        return new Person.Particulars(
                text(name, "name"),
                text(number, "number"),
                text(sex, "sex"),
                text(birthDate, "birthDate"),
                text(phone, "phone"),
                text(address, "address"),
                text(workplace, "workplace"),
                text(occupation, "occupation"));
    }

    private static String text(@Nullable String said, String field) {
        String text = Refusals.said(said, field);
        Refusals.require(text.length() <= TEXT_LONGEST, field);
        return text;
    }

    private static boolean day(String text) {
        try {
            return text.isEmpty() || !LocalDate.parse(text).isBefore(People.EARLIEST);
        } catch (DateTimeParseException wrong) {
            return false;
        }
    }
}
