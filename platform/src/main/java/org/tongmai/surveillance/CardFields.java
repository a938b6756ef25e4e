package org.tongmai.surveillance;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tongmai.kernel.Mask;

/**
 * The fields of a report card (传染病报告卡) that describe person and report; the others are those of {@link ReportCard}. Empty where
 * unknown.
 *
 * @param guardian 家长姓名; asked of children up to 14
 * @param number identity number
 * @param sex 男 or 女
 * @param birthDate ISO date
 * @param workplace school and class, or workplace
 * @param belongs 病人属于: 1 this county, 2 this city, 3 this province, 4 another province, 5 Hong Kong, Macau, Taiwan, 6 foreign
 * @param occupation code of 患者职业
 * @param occupationDerived whether it was concluded from the age
 * @param course 病例分类2: 0 none, 1 acute, 2 chronic; asked of hepatitis B and C and schistosomiasis
 * @param death ISO date
 * @param institution name of the reporting institution
 * @param filledOn ISO date
 */
public record CardFields(
        String name,
        String guardian,
        String number,
        String sex,
        String birthDate,
        String workplace,
        String phone,
        String belongs,
        String address,
        String occupation,
        boolean occupationDerived,
        String course,
        String death,
        String institution,
        String doctor,
        String filledOn,
        String remark) {

    static final int CHILD = 14;
    static final String PUPIL = "3";

    /** What a doctor may write over. */
    static final Set<String> WRITABLE = Set.of(
            "name",
            "guardian",
            "number",
            "sex",
            "birthDate",
            "workplace",
            "phone",
            "belongs",
            "address",
            "occupation",
            "course",
            "death",
            "doctor",
            "remark");

    private static final Set<String> WITH_COURSE = Set.of("0302", "0303", "3100");

    /** The fields that are asked of this card, with their values; onset, diagnosis, disease and classification are never empty. */
    Map<String, String> asked(String disease, LocalDate onset) {
        var asked = new LinkedHashMap<String, String>();
        asked.put("name", name);
        asked.put("number", number);
        asked.put("sex", sex);
        asked.put("birthDate", birthDate);
        asked.put("phone", phone);
        asked.put("belongs", belongs);
        asked.put("address", address);
        asked.put("occupation", occupation);
        asked.put("institution", institution);
        asked.put("doctor", doctor);
        asked.put("filledOn", filledOn);
        if (WITH_COURSE.contains(disease)) {
            asked.put("course", course);
        }
        if (years(onset) <= CHILD) {
            asked.put("guardian", guardian);
        }
        if (occupation.equals(PUPIL) && !occupationDerived) {
            asked.put("workplace", workplace);
        }
        return asked;
    }

    /** Fields that are always there: classification, onset, diagnosis, disease. */
    private static final int ALWAYS = 4;

    /** Share of the fields asked for that are filled, 0 to 1. */
    double filled(String disease, LocalDate onset) {
        Map<String, String> asked = asked(disease, onset);
        long there = asked.values().stream().filter(each -> !each.isBlank()).count();
        return (there + ALWAYS) / (double) (asked.size() + ALWAYS);
    }

    /** Whole years on a day; many where the birth date is unknown. */
    int years(LocalDate day) {
        return birthDate.length() == 10 ? LocalDate.parse(birthDate).until(day).getYears() : Integer.MAX_VALUE;
    }

    /** The same with what a doctor wrote over. */
    CardFields with(Map<String, String> written) {
        return new CardFields(
                written.getOrDefault("name", name),
                written.getOrDefault("guardian", guardian),
                written.getOrDefault("number", number),
                written.getOrDefault("sex", sex),
                written.getOrDefault("birthDate", birthDate),
                written.getOrDefault("workplace", workplace),
                written.getOrDefault("phone", phone),
                written.getOrDefault("belongs", belongs),
                written.getOrDefault("address", address),
                written.getOrDefault("occupation", occupation),
                occupationDerived && !written.containsKey("occupation"),
                written.getOrDefault("course", course),
                written.getOrDefault("death", death),
                institution,
                written.getOrDefault("doctor", doctor),
                filledOn,
                written.getOrDefault("remark", remark));
    }

    /** As a list shows it: nobody is recognised. */
    String maskedName() {
        return Mask.name(name);
    }

    /** Never a name or a number, so that none slips into a log. */
    @Override
    public String toString() {
        return "card fields of " + maskedName();
    }
}
