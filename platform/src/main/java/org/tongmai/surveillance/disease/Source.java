package org.tongmai.surveillance.disease;

import org.tongmai.kernel.Explanation.Text;

/**
 * Where observations come from (多渠道监测): cases, syndromes, laboratories, drug sales, absence from school, sewage, what is heard.
 *
 * @param unit what one is
 * @param way how its observations come
 * @param silentDays without anything new after which a place that told before counts as silent; 0: silence means nothing
 * @param everyDays between the days that a list is to tell of, 1 for each day; 0 where no list tells
 */
public record Source(String code, Text name, Text unit, Way way, int silentDays, int everyDays, Validity validity) {

    /** How observations come. */
    public enum Way {
        /** Counts that are brought in as lists; a day that is not told is unknown. */
        LIST,
        /** One by one, as texts; from the first on a day without any is zero. */
        ITEM,
        /** Counted by the platform from the records in its store. */
        RECORD
    }

    /** Cases of the report cards. */
    public static final String CASES = "SRC-CASE";

    /** Visits with a syndrome. */
    public static final String SYNDROMES = "SRC-SYN";

    /** Pathogens in results of laboratories, one a visit. */
    public static final String LABORATORY = "SRC-LAB";

    /** Deaths in records, one a person. */
    public static final String DIED = "SRC-DIED";

    /** What residents report. */
    public static final String CITIZENS = "SRC-CITIZEN";

    /** Between the code of a source and an item of it in what is counted: {@code SRC-DRUG:退热药}. */
    public static final char ITEM = ':';

    /** The code of what is counted, without the item. */
    public static String code(String what) {
        int item = what.indexOf(ITEM);
        return item < 0 ? what : what.substring(0, item);
    }
}
