"""One small valid file of every format, invented here in the shape that the programs write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

CSV_LONG = """profile,sex,kit,source,marker,allele1,allele2,kind,dropout,dropout_hom,dropin
U1,M,KitA,femur,TH01,6,9.3,called,0.0,,0.0
U1,M,KitA,femur,vWA,17,,dropped,0.1,0.02,0.01
U2,U,,,TH01,8,,at_least,0.0,,0.0
U3,F,,,,,,,,,
"""
CSV_WIDE = """Sample;Sex;TH01_1;TH01_2;Penta_E_1;Penta_E_2;AMEL_1;AMEL_2
S1;;6;9.3;12;12;X;Y
S2;F;8;8;;;X;X
S3;;7;;10;11;X;
"""
GENEMAPPER_WIDE = (
    "Sample Name\tPanel\tMarker\tDye\tAllele 1\tAllele 2\tAllele 3\tSize 1\tSize 2\tHeight 1\tHeight 2\n"
    "01-A\tKit\tAMEL\tB\tX\tY\t\t81.2\t87.1\t900\t880\n"
    "01-A\tKit\tD3S1358\tB\t15\t16\t\t120.1\t124.2\t700\t650\n"
    "01-A\tKit\tVWA\tB\t17\t\t\t160.1\t\t500\t\n"
    "02-B\tKit\tAMEL\tB\tX\tX\t\t81.2\t81.2\t900\t880\n"
    "02-B\tKit\tD3S1358\tB\t15\tOL\t\t120.1\t122.9\t700\t90\n"
    "02-B\tKit\tTHO1\tB\t6\t9.3\t\t160.1\t170.2\t700\t600\n"
    "03-C\tKit\tD3S1358\tB\t14\t15\t16\t116.0\t120.1\t700\t650\n"
)
GENEMAPPER_GROUPS = (
    "Sample Name\tMarker\tAllele 1\tAllele 2\tMarker\tAllele 1\tAllele 2\n"
    "01-A\tAMEL\tX\tY\tvWA\t16\t17\n"
    "02-B\tAMEL\tX\tX\t\t\t\n"
)
GENEMAPPER_LONG = """Sample.Name\tMarker\tAllele\tHeight
Q1\tAMEL\tX\t500
Q1\tAMEL\tY\t480
Q1\tTH01\t6\t400
Q1\tFGA\t21\t300
Q1\tFGA\t22.2\t310
"""
FREQ_LONG = """population,n_individuals,locus,allele,frequency
North,100,TH01,6,0.25
North,100,TH01,9.3,0.75
North,100,vWA,17,1
South,50,TH01,6,0.4
South,50,TH01,9.3,0.6
"""
FREQ_WIDE = """"Allele","TH01","VWA"
6,0.25,
9.3,0.75,
17,,0.4
18,0,0.6
N,100,120
"""
FREQ_LIST = """TH01
6\t0.25
9.3\t0.75

VWA
17\t0.4
Rest allele\t0.6
"""
PED = """famid\tid\tfid\tmid\tsex\tTH01\tDXS8378
A\tF\t0\t0\t1\t6/9.3\t10/10
A\tM\t0\t0\t2\t-/-\t10/11
A\tK\tF\tM\t1\t6/-\t11
B\tF2\t0\t0\t1\t-/-\t-/-
B\tK2\tF2\t0\t0\t8/8\t-/-
"""
PLINK_FAM = "A F 0 0 1 -9\nA M 0 0 2 -9\nA K F M 1 -9\n"

CMF = """<?xml version="1.0" encoding="UTF-8"?>
<CODISImportFile xmlns="urn:CODISImportFile-schema">
  <HEADERVERSION>3.2</HEADERVERSION>
  <MESSAGETYPE>Import</MESSAGETYPE>
  <DESTINATIONORI>LAB1</DESTINATIONORI>
  <SOURCELAB>LAB2</SOURCELAB>
  <SUBMITBYUSERID>user</SUBMITBYUSERID>
  <SUBMITDATETIME>2001-02-03T04:05:06</SUBMITDATETIME>
  <KIT>KitA</KIT>
  <!-- two specimens -->
  <SPECIMEN SOURCEID="No" CASEID="C1" PARTIAL="false">
    <SPECIMENID>SP-1</SPECIMENID>
    <SPECIMENCATEGORY>Unidentified Person</SPECIMENCATEGORY>
    <SPECIMENCOMMENT>none</SPECIMENCOMMENT>
    <LOCUS BATCHID="B1">
      <LOCUSNAME>THO1</LOCUSNAME>
      <READINGBY>user</READINGBY>
      <READINGDATETIME>2001-02-03T04:05:06</READINGDATETIME>
      <ALLELE ALLELEREQUIRED="true"><ALLELEVALUE>6</ALLELEVALUE></ALLELE>
      <ALLELE><ALLELEVALUE>9.3</ALLELEVALUE></ALLELE>
    </LOCUS>
    <LOCUS>
      <LOCUSNAME>vWA</LOCUSNAME>
      <READINGBY>user</READINGBY>
      <READINGDATETIME>2001-02-03T04:05:06</READINGDATETIME>
      <ALLELE><ALLELEVALUE>17</ALLELEVALUE></ALLELE>
    </LOCUS>
    <LOCUS>
      <LOCUSNAME>Amelogenin</LOCUSNAME>
      <READINGBY>user</READINGBY>
      <READINGDATETIME>2001-02-03T04:05:06</READINGDATETIME>
      <ALLELE><ALLELEVALUE>X</ALLELEVALUE></ALLELE>
    </LOCUS>
  </SPECIMEN>
  <SPECIMEN PARTIAL="true">
    <SPECIMENID>SP-2</SPECIMENID>
    <SPECIMENCATEGORY>Staff</SPECIMENCATEGORY>
    <LOCUS KIT="KitB">
      <LOCUSNAME>Penta E</LOCUSNAME>
      <READINGBY>user</READINGBY>
      <READINGDATETIME>2001-02-03T04:05:06</READINGDATETIME>
      <ALLELE><ALLELEVALUE>12</ALLELEVALUE></ALLELE>
    </LOCUS>
    <LOCUS KIT="KitB">
      <LOCUSNAME>FGA</LOCUSNAME>
      <READINGBY>user</READINGBY>
      <READINGDATETIME>2001-02-03T04:05:06</READINGDATETIME>
      <ALLELE><ALLELEVALUE>&lt;18</ALLELEVALUE></ALLELE>
    </LOCUS>
  </SPECIMEN>
</CODISImportFile>
"""


def fam_locus(
    name: str, alleles: Sequence[tuple[str, float]], *, model: int = 0, rate: float = 0.0, dropout: float = 0.0
) -> str:
    """A marker of a Familias database."""
    head = [f'"{name}"', rate, rate * 2, model, model, len(alleles), 0.1, 0.1, 1e-6 if model == 4 else 0, 0, "#FALSE#", 0]
    info = f"{len(alleles)}\t(DatabaseSize = 200 , Dropout probability = {dropout} , Minor allele frequency = 0 )"
    body = [f'"{a}"\n{p}' for a, p in alleles]
    return "\n".join(map(str, [*head, info, *body]))


DATABASE = "\n".join(
    [
        "#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: 0.01 )",
        "2",
        "#TRUE#",
        '"invented"',
        fam_locus("TH01", [("6", 0.25), ("9.3", 0.5), ("Rest allele", 0.25)], model=0, rate=0.001, dropout=0.1),
        fam_locus("VWA", [("16", 0.5), ("17", 0.5)], model=4, rate=0.002),
    ]
)
SETTINGS = "[Advanced]\n[[Direct/Identity]]\nDropin= 0\nDropout= 0\nError= 0\n[[Other]]\nNumberOfDecimals= 10\n"


def fam_person(name: str, sex: str, genotypes: Sequence[tuple[int, int, int]], dropout: bool = False) -> str:
    """A person of the main part: genotypes are (allele, allele, marker) by place."""
    head = [
        f'"{name}"',
        "#FALSE#",
        "-1 (Consider dropouts)" if dropout else "-1",
        "#FALSE#",
        "#TRUE#" if sex == "M" else "#FALSE#",
    ]
    return "\n".join([*head, str(len(genotypes)), *(str(x) for g in genotypes for x in g)])


FAM_HEAD = '"Output from Familias, version 3.3.1"\n"DO NOT EDIT!"\n3.3.1\n""'
FAMILIAS = "\n".join(
    [
        FAM_HEAD,
        "3",
        fam_person("AF", "M", [(0, 1, 0), (1, 1, 1)]),
        fam_person("MO", "F", []),
        fam_person("CH", "F", [(0, 2, 0)], dropout=True),
        '"Known relations"\n0\n0\n1\n1\n2\n2',
        '0\n"H1"\n0\n0\n1\n0\n2',
        '1\n"H2"\n0\n1\n1\n3\n2',
        DATABASE,
        SETTINGS,
    ]
)


def dvi_person(name: str, sex: str, calls: Sequence[tuple[str, str, str]], depth: int, number: int = 1) -> str:
    """A person of the DVI block."""
    left, right = "[" * depth, "]" * depth
    head = [
        f"{left}Person {number}{right}",
        f"Name= {name}",
        f"Gender= {sex}",
        f"[{left}DNA data{right}]",
        f"nSystems= {len(calls)}",
    ]
    return "\n".join([*head, *(f"SystemName= {m}\nAllele1= {a}\nAllele2= {b}" for m, a, b in calls)])


def dvi_family(name: str, people: Sequence[str], pairs: Sequence[tuple[str, str]], number: int = 1) -> str:
    """A reference family with its two drawings."""
    drawn = "\n".join([f"nRelations= {len(pairs)}", *(f"Parent= {p}\nChild= {c}" for p, c in pairs)])
    return "\n".join(
        [
            f"[[[Family {number} ]]]\nName= {name}\n[[[[Persons]]]]\nnPersons= {len(people)}",
            *people,
            "[[[[Pedigrees]]]]\nnPedigrees= 2\n[[[[[Pedigree 1]]]]]\nName= Reference pedigree\nnRelations= 0",
            f"[[[[[Pedigree 2]]]]]\nName= drawn\n{drawn}",
        ]
    )


def dvi(victims: Sequence[str], families: Sequence[str]) -> str:
    """A whole project with a DVI block."""
    return "\n".join(
        [
            FAM_HEAD.replace("3.3.1\n", "3.3.1 (DVI)\n"),
            '0\n"Known relations"\n0\n0\n0\n0',
            DATABASE,
            f"\n[DVI]\n[[Unidentified persons]]\nnPersons= {len(victims)}",
            *victims,
            f"[[Notes]]\nnFamilies= {len(families)}\nsome words\n\n[[Reference Families]]\nnFamilies= {len(families)}",
            *families,
            "[Prior]\nUseList= Yes\nSize= 3",
            SETTINGS,
        ]
    )


FAMILY_ONE = dvi_family(
    "F1",
    [
        dvi_person("R", "Female", [("TH01", "6", "9.3"), ("VWA", "16", "17")], 5, 1),
        dvi_person("C", "Male", [("TH01", "6", "6")], 5, 2),
        dvi_person("Missing male 1", "Male", [], 5, 3),
        dvi_person("Missing female 1", "Female", [], 5, 4),
    ],
    [("R", "C"), ("Missing person", "C"), ("Missing person", "Missing male 1")],
)
FAMILIAS_DVI = dvi(
    [dvi_person("V1", "Male", [("TH01", "6", "Rest allele")], 3), dvi_person("V2", "Female", [], 3, 2)], [FAMILY_ONE]
)


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook as a spreadsheet program saves it."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, name: str, change: bytes) -> bytes:
    """A workbook with one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change if info.filename == name else old.read(info))
    return file.getvalue()


XLSX = workbook([["profile", "TH01_1", "TH01_2"], ["U1", 6, 9.3], ["U2", "8", None]])

SAMPLES: dict[str, bytes] = {
    "csv": CSV_LONG.encode(),
    "csv-wide": CSV_WIDE.encode(),
    "genemapper": GENEMAPPER_WIDE.encode(),
    "genemapper-groups": GENEMAPPER_GROUPS.encode(),
    "genemapper-long": GENEMAPPER_LONG.encode(),
    "frequencies-long": FREQ_LONG.encode(),
    "frequencies-wide": FREQ_WIDE.encode(),
    "frequencies-list": FREQ_LIST.encode(),
    "ped": PED.encode(),
    "plink": PLINK_FAM.encode(),
    "cmf": CMF.encode(),
    "familias": FAMILIAS.encode(),
    "familias-dvi": FAMILIAS_DVI.encode(),
    "xlsx": XLSX,
}
"""Name -> content; the name begins with the format."""
