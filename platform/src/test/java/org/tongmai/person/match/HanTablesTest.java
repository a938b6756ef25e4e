package org.tongmai.person.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.hankcs.hanlp.corpus.tag.NR;
import com.hankcs.hanlp.dictionary.nr.PersonDictionary;
import com.hankcs.hanlp.dictionary.py.PinyinDictionary;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables shipped in place of HanLP, which would cost a running node some hundred megabytes, say what HanLP says. */
class HanTablesTest {

    private static final int CJK_FIRST = 0x4E00;
    private static final int CJK_LAST = 0x9FA5;

    @Test
    void readingsAreThoseOfHanlp() {
        for (int character = CJK_FIRST; character <= CJK_LAST; character++) {
            var theirs = PinyinDictionary.get(Character.toString(character));
            List<String> ours = Han.readings(character);

            if (theirs == null) {
                assertThat(ours).isEmpty();
            } else {
                assertThat(ours)
                        .containsExactlyInAnyOrderElementsOf(
                                Arrays.stream(theirs).map(Enum::name).distinct().toList());
            }
        }
    }

    @Test
    void frequenciesAreThoseOfHanlp() {
        List<String> rows = Lines.of("name-characters.csv").stream().skip(1).toList();

        assertThat(rows).hasSizeGreaterThan(3000).allSatisfy(row -> {
            String[] fields = row.split(",");
            var theirs = PersonDictionary.dictionary.get(fields[0]);
            int surname = theirs.getFrequency(fields[0].length() == 2 ? NR.X : NR.B);
            assertThat(fields).startsWith(fields[0], Integer.toString(surname));
        });
    }
}
