-- The same answer from the stretches.
select t.id, s.code, sum(least(s.m2, t.to_share * l.metres) - greatest(s.m1, t.from_share * l.metres)) as metres
from trips t
join lengths l on l.line = t.line
join stretches s on s.line = t.line and s.m1 < t.to_share * l.metres and s.m2 > t.from_share * l.metres
where t.id < LIMIT_ID
group by t.id, s.code
