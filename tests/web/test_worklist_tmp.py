from casework.queries.worklist import *
from tests.world import *
def test_x(world, at_screen, do, django_assert_max_num_queries):
    a=world.receive("colleague", applicant={"identifier": resident_id(1), "name":"甲"}).case_number
    b=world.receive("clerk", applicant={"identifier": resident_id(2), "name":"乙"}).case_number
    o=world.officers["clerk"]
    print([(r.task.process.number,r.unread) for r in worklist(o).rows], worklist(o).unread)
    at_screen("clerk").get(f"/cases/{a}/")
    print([(r.task.process.number,r.unread) for r in worklist(o).rows])
    print(worklist(o, Filter(unread=True)).total, worklist(o).offices, worklist(o,Filter(office="LT",state="received",item=ITEM)).counts)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    for at in range(3,30): world.receive("colleague", applicant={"identifier": resident_id(at), "name":"甲"})
    c=at_screen("clerk")
    c.get("/")
    with CaptureQueriesContext(connection, ) as q:
        worklist(o)
    for x in q: print(x["sql"][:600]); print()
