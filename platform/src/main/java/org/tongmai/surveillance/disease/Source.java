package org.tongmai.surveillance.disease;

import org.tongmai.kernel.Explanation.Text;

/**
 * What is counted elsewhere and brought in (多渠道监测): drug sales, absence from school, sewage.
 *
 * @param unit what one is
 */
public record Source(String code, Text name, Text unit, Validity validity) {

    /** Between the code of a source and an item of it in what is counted: {@code SRC-DRUG:退热药}. */
    public static final char ITEM = ':';

    /** The code of what is counted, without the item. */
    public static String code(String what) {
        int item = what.indexOf(ITEM);
        return item < 0 ? what : what.substring(0, item);
    }
}
