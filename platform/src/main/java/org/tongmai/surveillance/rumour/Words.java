package org.tongmai.surveillance.rumour;

import com.hankcs.hanlp.HanLP;
import com.hankcs.hanlp.seg.Segment;
import com.hankcs.hanlp.seg.common.Term;
import java.util.List;

/** Parts a Chinese text into words with their kind, by HanLP: places, organizations and names are told apart. Loads its dictionary at the first use. */
final class Words {

    private static final class Loaded {
        static final Segment SEGMENT = HanLP.newSegment()
                .enablePlaceRecognize(true)
                .enableOrganizationRecognize(true)
                .enableNameRecognize(true)
                .enableOffset(true);
    }

    private Words() {}

    static List<Term> of(String text) {
        return Loaded.SEGMENT.seg(text);
    }
}
