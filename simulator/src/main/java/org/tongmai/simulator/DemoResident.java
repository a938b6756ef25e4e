package org.tongmai.simulator;

import java.time.LocalDate;

/**
 * The scripted resident of the demonstration: the same in every province, whatever the seed; only dates move with today.
 *
 * <p>王晓梅, born 12 March 1978, lives in 杭州市西湖区 and has type 2 diabetes. Four institutions know her, three of them not quite:
 * hospital A wrote her name 王晓玫, the community health centre has no ID number, hospital C an old phone number; hospital B has
 * all of it right. Hospitals A and B see her today. In a province that she visits, hospital B sees her today for the first time.
 */
public final class DemoResident {

    public static final String ID = "R000000";
    public static final String HOUSEHOLD = "H000000";
    public static final String NAME = "王晓梅";
    /** As hospital A wrote it: a character that sounds alike. */
    public static final String NAME_AT_A = "王晓玫";

    public static final LocalDate BIRTH_DATE = LocalDate.of(1978, 3, 12);
    /** GB 11643 number from the reserved sequences. */
    public static final String ID_NUMBER = "330106197803129986";

    public static final String PHONE = "16013865742";
    /** As hospital C has it still. */
    public static final String FORMER_PHONE = "16187253941";

    public static final String LOCAL_ID_AT_A = "10900001";
    public static final String LOCAL_ID_AT_B = "ZY0900001";
    public static final String LOCAL_ID_AT_C = "00900001";
    public static final String LOCAL_ID_AT_COMMUNITY = "SQ-900001";

    /** In a province that she visits. */
    public static final String LOCAL_ID_ELSEWHERE = "ZY0970001";

    /** Fasting glucose at hospital A, {@value #DAYS_SINCE_A} days before today; mmol/L, above 6.1. */
    public static final String FASTING_GLUCOSE = "8.9";

    /** Glycated haemoglobin of the same report; %, above 6.0. */
    public static final String HBA1C = "7.8";

    public static final int DAYS_SINCE_A = 12;
    public static final int DAYS_SINCE_VACCINATION = 40;
    /** Influenza vaccine of the community health centre. */
    public static final String VACCINE = "流感疫苗";

    public static final int DAYS_SINCE_EARLIER_VISIT_AT_B = 95;
    public static final int DAYS_SINCE_REGISTRATION_AT_C = 700;
    public static final int DAYS_SINCE_PSYCHIATRIC_VISIT = 210;
    /** Visit numbers. */
    public static final String VISIT_AT_A = LOCAL_ID_AT_A + "-001";

    public static final String OPEN_VISIT_AT_A = LOCAL_ID_AT_A + "-002";
    public static final String EARLIER_VISIT_AT_B = LOCAL_ID_AT_B + "-001";
    public static final String OPEN_VISIT_AT_B = LOCAL_ID_AT_B + "-002";
    public static final String PSYCHIATRIC_VISIT_AT_C = LOCAL_ID_AT_C + "-002";

    private DemoResident() {}

    static Resident resident() {
        return new Resident(
                ID,
                HOUSEHOLD,
                new Name("王", "晓梅"),
                Sex.FEMALE,
                BIRTH_DATE,
                ID_NUMBER,
                "01",
                Regions.address("330106", "文三路90号翠苑一区12幢2单元301室"),
                PHONE,
                FORMER_PHONE,
                false,
                null);
    }
}
